import { expect } from 'vitest'
import { simulateDay } from './simulate-day.js'

/** 2,000 in CI; PLANNER_SIMULATION_SEED begins elsewhere. */
const ALL_DAYS = Number(process.env.PLANNER_SIMULATED_DAYS ?? 100)
const FIRST_SEED = Number(process.env.PLANNER_SIMULATION_SEED ?? 1)
const QUARTERS = 4

export const PROMISE =
  'simulated days of faults: every write within its limits, nothing acted on unseen, back on target in the end'

/** Days of one quarter, 0 to 3: each has a test file and so a process of its own. */
export const DAYS = Math.ceil(ALL_DAYS / QUARTERS)

export async function simulateDays(quarter: number): Promise<void> {
  const first = FIRST_SEED + quarter * DAYS
  const total = { intervals: 0, holds: 0, writes: 0, crashes: 0, faults: 0 }
  for (let seed = first; seed < first + DAYS; seed++) {
    const day = await simulateDay(seed)
    expect({ seed, violations: day.violations }).toEqual({ seed, violations: [] })
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += day[key]
  }
  process.stdout.write(
    `${DAYS} simulated days from seed ${first}, ${total.intervals} intervals: ${total.faults} faults, ${total.crashes} crashes, ${total.holds} holds, ${total.writes} writes\n`,
  )
  // The faults have to have been there.
  expect(total.crashes).toBeGreaterThan(DAYS)
  expect(total.holds).toBeGreaterThan(5 * DAYS)
  expect(total.writes).toBeGreaterThan(10 * DAYS)
}
