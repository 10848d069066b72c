import { it } from 'vitest'
import { DAYS, PROMISE, simulateDays } from './simulate-days.js'

it(`${DAYS} more ${PROMISE}`, () => simulateDays(3), 1_200_000)
