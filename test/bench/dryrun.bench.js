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
    const cpu = medianCpuSeconds({ bare: ['-e', '0'], dryrun }, { cwd })
    const value = cpu.dryrun / cpu.bare
    return [row({ name: 'planner dryrun', value, unit: '× node -e 0', bound: 5 })]
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
