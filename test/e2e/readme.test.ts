import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Result } from '../../src/run/result.js'
import { runPlanner, scratchFolder } from '../helpers/planner.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const README = readFileSync(join(ROOT, 'README.md'), 'utf8')

test("README's first command comes to the attainment that README says", async () => {
  const command = /npx planner (dryrun .+)/.exec(README)?.[1] ?? ''
  const cwd = scratchFolder()
  symlinkSync(join(ROOT, 'traces'), join(cwd, 'traces'))
  const { stdout } = await runPlanner([...command.split(' '), '--json'], { cwd })
  const { simulated } = (JSON.parse(stdout) as Result).summary
  const percent = (share: number | null | undefined) => Math.round(100 * (share ?? 0))
  const { perfectForesight, bestStatic } = simulated?.alternatives ?? {}
  expect(README).toContain(`${percent(simulated?.sla.both)} % met both targets`)
  expect(README).toContain(`would have reached ${percent(perfectForesight?.sla.both)} %`)
  expect(README).toContain(`as many GPU-hours ${percent(bestStatic?.sla.both)} %`)
})
