import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { medianCpuSeconds, row } from './measure.js'

export const title =
  'Intervals of planner live: what was seen taken in, decided and written down, without a fit'

const SCRIPT = fileURLToPath(new URL('../live/bench-decisions.ts', import.meta.url))
const FEW = 100
const MANY = 1100

export async function run() {
  const directory = mkdtempSync(join(tmpdir(), 'planner-bench-'))
  try {
    const outfile = join(directory, 'run.mjs')
    const options = { bundle: true, format: 'esm', platform: 'node' }
    await esbuild.build({ entryPoints: [SCRIPT], outfile, ...options })
    return measure(outfile)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function measure(script) {
  const commands = { few: [script, String(FEW)], many: [script, String(MANY)] }
  const { few, many } = medianCpuSeconds(commands, { rounds: 5 })
  const milliseconds = ((many - few) / (MANY - FEW)) * 1000
  return [row({ name: 'an interval', value: milliseconds, unit: 'ms of CPU', bound: 5 })]
}
