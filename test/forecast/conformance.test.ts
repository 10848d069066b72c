import { expect, it } from 'vitest'
import { describeShared } from '../helpers/shared.js'
import { unitSeries } from './conformance-units.js'

const EXACT = [
  'pred_constant',
  'pred_kalman_default',
  'pred_kalman_fast',
  'pred_kalman_floor',
  'pred_kalman_log1p',
  'pred_kalman_slow',
  'predwarm_constant',
  'predwarm_kalman_default',
  'predwarm_kalman_log1p',
]

describeShared('constant and kalman answer as the established planner, to 1e-9', () => {
  for (const file of EXACT) {
    it(file, async () => {
      for (const { name, expected, answers } of unitSeries(file)) {
        const ours = await answers()
        expected.forEach((value, i) => {
          const difference = Math.abs(ours[i]! - value)
          expect(difference, `${name}[${i}]: ${ours[i]} for ${value}`).toBeLessThanOrEqual(
            1e-9 * Math.abs(value) + 1e-12,
          )
        })
      }
    })
  }
})
