import { expect, it } from 'vitest'
import { simulateDay } from './simulate-day.js'
import { DAYS, PROMISE, simulateDays } from './simulate-days.js'

it(`${DAYS} ${PROMISE}`, () => simulateDays(0), 1_200_000)

it('a day is the same from the same seed, and another from another', async () => {
  const [one, again, other] = [await simulateDay(7), await simulateDay(7), await simulateDay(8)]
  expect(again).toEqual(one)
  expect(other.digest).not.toBe(one.digest)
})
