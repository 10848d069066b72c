import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BIN, cpuSeconds, row, sharedPath } from './measure.js'

export const title = 'Forecasts of three series over 480 intervals (dry run of a day at 180 s)'

const BOUNDS = { kalman: 1, arima: 6, prophet: 12 }

export async function run() {
  const trace = sharedPath('data', 'traces', 'adv_diurnal24h.jsonl')
  const profile = sharedPath('data', 'profiles', 'H200_TP1P_TP1D')
  if (trace === null || profile === null) return []
  const cwd = mkdtempSync(join(tmpdir(), 'planner-bench-'))
  try {
    return Object.entries(BOUNDS).map(([predictor, bound]) => {
      const args = [
        BIN,
        'dryrun',
        trace,
        '--profile',
        profile,
        '--load-predictor',
        predictor,
        '--simulate',
        'none',
      ]
      return row({ name: predictor, value: cpuSeconds(args, { cwd }), unit: 's CPU', bound })
    })
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
