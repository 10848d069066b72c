import { expect } from 'vitest'
import { type SimulatedDay, simulateDay } from './simulate-day.js'

/** 2,000 in CI; PLANNER_SIMULATION_SEED begins elsewhere. */
const ALL_DAYS = Number(process.env.PLANNER_SIMULATED_DAYS ?? 100)
const FIRST_SEED = Number(process.env.PLANNER_SIMULATION_SEED ?? 1)
const HALVES = 2

export const PROMISE =
  'simulated days of faults: every write within its limits and by whoever leads, nothing acted on unseen, back on target in the end'

/** Days of one half, 0 or 1: each has a test file, and so a process and a core of its own. */
export const DAYS = Math.ceil(ALL_DAYS / HALVES)

type Count = {
  [K in keyof SimulatedDay]: SimulatedDay[K] extends number ? K : never
}[keyof SimulatedDay]

export async function simulateDays(half: number): Promise<void> {
  const first = FIRST_SEED + half * DAYS
  const total: Record<Count, number> = {
    ...{ intervals: 0, holds: 0, writes: 0, crashes: 0, pauses: 0, faults: 0, terms: 0 },
  }
  for (let seed = first; seed < first + DAYS; seed++) {
    const day = await simulateDay(seed)
    if (day.violations.length > 0) expect.unreachable(failureOf(seed, day))
    for (const key of Object.keys(total) as Count[]) total[key] += day[key]
  }
  const { intervals, faults, crashes, pauses, terms, holds, writes } = total
  process.stdout.write(
    `${DAYS} simulated days from seed ${first}, ${intervals} intervals: ${faults} faults, ${crashes} crashes, ${pauses} pauses, ${terms} terms, ${holds} holds, ${writes} writes\n`,
  )
  // The faults have to have been there; of the few days that are played again that says nothing.
  if (DAYS < 10) return
  expect(crashes).toBeGreaterThan(DAYS)
  expect(pauses).toBeGreaterThan(DAYS)
  expect(terms).toBeGreaterThan(DAYS)
  expect(holds).toBeGreaterThan(5 * DAYS)
  expect(writes).toBeGreaterThan(10 * DAYS)
}

function failureOf(seed: number, { violations }: SimulatedDay): string {
  return [
    `seed ${seed}: again with PLANNER_SIMULATED_DAYS=1 PLANNER_SIMULATION_SEED=${seed} npx vitest run test/live/faults/faults.test.ts`,
    ...violations,
  ].join('\n')
}
