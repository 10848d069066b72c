import { expect, it } from 'vitest'
import { createWaitLimit } from '../../src/connectors/kubernetes/wait-limit.js'

it('counts from the first order that is held up, for each pool, and anew after a reset', () => {
  let now = 100
  const limit = createWaitLimit({ maxWaitSeconds: 60, nowSeconds: () => now })
  expect(limit.isHeldUp('prefill')).toBe(true)
  now = 159
  expect([limit.isHeldUp('prefill'), limit.isHeldUp('decode')]).toEqual([true, true])
  now = 160
  expect([limit.isHeldUp('prefill'), limit.isHeldUp('decode')]).toEqual([false, true])
  limit.reset('prefill')
  expect(limit.isHeldUp('prefill')).toBe(true)
})

it('counts what an earlier run has waited', () => {
  const limit = createWaitLimit({
    ...{ maxWaitSeconds: 60, nowSeconds: () => 0 },
    heldUpSeconds: { prefill: 60, decode: 59 },
  })
  expect([limit.isHeldUp('prefill'), limit.isHeldUp('decode')]).toEqual([false, true])
})
