import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BIN, medianCpuSeconds, row, sharedPath } from './measure.js'

export const title = 'Dry run of 12,031 requests, with result.json and report.html'

export async function run() {
  const trace = sharedPath('data', 'traces', 'mooncake_conversation.jsonl')
  const profile = sharedPath('data', 'profiles', 'H200_TP1P_TP1D')
  if (trace === null || profile === null) return []
  const cwd = mkdtempSync(join(tmpdir(), 'planner-bench-'))
  try {
    const dryrun = [BIN, 'dryrun', trace, '--profile', profile, '--load-predictor', 'kalman']
    const open = [...dryrun, '--simulate', 'none']
    const closed = [...dryrun, '--adjustment-interval', '60']
    const cpu = medianCpuSeconds({ bare: ['-e', '0'], open, closed }, { cwd })
    const times = (seconds, bound) => ({ value: seconds / cpu.bare, unit: '× node -e 0', bound })
    return [
      row({ name: 'open loop', ...times(cpu.open, 5) }),
      row({ name: 'closed loop, corrections, prefix cache', ...times(cpu.closed, 8) }),
    ]
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
