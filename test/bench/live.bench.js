import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleScript } from './bundle.js'
import { medianCpuSeconds, row } from './measure.js'

export const title =
  'Decisions of the live loop, from the queries to the journal, without a fit to pay for'

const SCRIPT = fileURLToPath(new URL('../live/bench-run.ts', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FEW = 100
const MANY = 2100

export async function run() {
  // Inside the checkout, where packages are found that are not bundled.
  const directory = mkdtempSync(join(ROOT, 'node_modules', '.bench-'))
  try {
    const outfile = join(directory, 'run.mjs')
    await bundleScript(SCRIPT, outfile, { packages: 'external' })
    const commands = { few: [outfile, String(FEW)], many: [outfile, String(MANY)] }
    const { few, many } = medianCpuSeconds(commands, { rounds: 5 })
    const first = (few / FEW) * 1000
    const each = ((many - few) / (MANY - FEW)) * 1000
    return [
      row({
        name: 'one of the first 100, the start among them',
        value: first,
        unit: 'ms CPU',
        bound: 25,
      }),
      row({ name: 'each further one', value: each, unit: 'ms CPU', bound: 5 }),
    ]
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
