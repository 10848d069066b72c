import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BIN, row, sharedPath } from './measure.js'

export const title = 'Check: ten cases of 12,031 requests on two cores against one on one core'

const CASES = 10
const ROUNDS = 5

export async function run() {
  const trace = sharedPath('data', 'traces', 'mooncake_conversation.jsonl')
  const profile = sharedPath('data', 'profiles', 'H200_TP1P_TP1D')
  if (trace === null || profile === null) return []
  const cwd = mkdtempSync(join(tmpdir(), 'planner-bench-'))
  try {
    writeFileSync(join(cwd, 'one.yaml'), checkFile({ trace, profile, cases: 1 }))
    writeFileSync(join(cwd, 'ten.yaml'), checkFile({ trace, profile, cases: CASES }))
    wallSeconds(['ten.yaml', '--update'], { cwd, cores: '0,1' })
    // In turns, the fastest of each: whatever else runs on the machine only adds.
    const times = Array.from({ length: ROUNDS }, () => ({
      one: wallSeconds(['one.yaml', '--workers', '1'], { cwd, cores: '0' }),
      ten: wallSeconds(['ten.yaml', '--workers', '2'], { cwd, cores: '0,1' }),
    }))
    const least = (key) => Math.min(...times.map((time) => time[key]))
    const value = least('ten') / least('one')
    return [row({ name: 'planner check, ten cases', value, unit: '× one case', bound: 6 })]
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

/** Cases that differ, so that none can stand for another. */
function checkFile({ trace, profile, cases }) {
  const each = Array.from({ length: cases }, (_, i) => ({
    name: `case ${i}`,
    trace,
    profile,
    settings: { ttft: 500 + 100 * i },
  }))
  const settings = {
    simulate: 'requests',
    'adjustment-interval': 60,
    'load-predictor': 'kalman',
    'max-gpu-budget': 64,
  }
  return JSON.stringify({ settings, cases: each })
}

function wallSeconds(args, { cwd, cores }) {
  const begin = process.hrtime.bigint()
  const run = spawnSync('taskset', ['-c', cores, process.execPath, BIN, 'check', ...args], { cwd })
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9
  if (run.status !== 0) throw new Error(`exit code ${run.status}: check ${args.join(' ')}`)
  return seconds
}
