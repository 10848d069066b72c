import { expect, it } from 'vitest'
import { simulateDay } from './simulate-day.js'

/** 2,000 in CI; PLANNER_SIMULATION_SEED begins elsewhere. */
const DAYS = Number(process.env.PLANNER_SIMULATED_DAYS ?? 100)
const FIRST_SEED = Number(process.env.PLANNER_SIMULATION_SEED ?? 1)

it(`${DAYS} simulated days of faults: every write within its limits, nothing acted on unseen, back on target in the end`, async () => {
  const total = { intervals: 0, holds: 0, writes: 0, crashes: 0, faults: 0 }
  for (let seed = FIRST_SEED; seed < FIRST_SEED + DAYS; seed++) {
    const day = await simulateDay(seed)
    expect({ seed, violations: day.violations }).toEqual({ seed, violations: [] })
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += day[key]
  }
  process.stdout.write(
    `${DAYS} simulated days, ${total.intervals} intervals: ${total.faults} faults, ${total.crashes} crashes, ${total.holds} holds, ${total.writes} writes\n`,
  )
  // The faults have to have been there.
  expect(total.crashes).toBeGreaterThan(DAYS)
  expect(total.holds).toBeGreaterThan(5 * DAYS)
  expect(total.writes).toBeGreaterThan(10 * DAYS)
}, 1_200_000)

it('a day is the same from the same seed, and another from another', async () => {
  const [one, again, other] = [await simulateDay(7), await simulateDay(7), await simulateDay(8)]
  expect(again).toEqual(one)
  expect(other.digest).not.toBe(one.digest)
})
