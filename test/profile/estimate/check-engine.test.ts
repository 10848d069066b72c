import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/domain/user-error.js'
import type { Engine } from '../../../src/profile/estimate/engine.js'
import { estimateProfile } from '../../../src/profile/estimate/estimate.js'
import { engineOf } from './engines.js'

describe('an engine that cannot be', () => {
  it.each<[string, Engine, number, string]>([
    ['no GPUs', engineOf({ tensorParallel: 0 }), 4096, '--tp is 0; a whole number of 1 or more'],
    ['half a GPU', engineOf({ tensorParallel: 1.5 }), 4096, '--tp is 1.5; a whole number'],
    [
      'an odd split',
      engineOf({ tensorParallel: 3 }),
      4096,
      'it must divide the 32 attention heads of Llama-3.1-8B (1, 2, 4, 8, 16, 32)',
    ],
    [
      'split KV heads',
      engineOf({ model: 'llama-3.2-3b', tensorParallel: 12 }),
      4096,
      'it must divide the 8 KV heads of Llama-3.2-3B or be a multiple',
    ],
    ['an empty batch', engineOf({ maxBatchSize: 0 }), 4096, '--max-batch-size is 0'],
    [
      'too short a context',
      engineOf(),
      512,
      '--max-context is 512; a whole number of 1024 or more',
    ],
    [
      'weights larger than memory',
      engineOf({ gpu: 'h100', model: 'llama-3.3-70b', weights: 'bf16' }),
      4096,
      '141.1 GB of weights a GPU into 77.0 GB',
    ],
    [
      'no room for KV',
      { ...engineOf(), gpu: { ...engineOf().gpu, memoryMib: 12_600 } },
      4096,
      'a KV cache of 1024 tokens a GPU into 11.9 GB',
    ],
  ])('%s is a user error', (_, engine, maxContextLength, message) => {
    const estimate = () => estimateProfile({ name: 'x', engine, maxContextLength })
    expect(estimate).toThrow(UserError)
    expect(estimate).toThrow(message)
  })

  it('offers the tensor parallelism that fits', () => {
    const engine = engineOf({ gpu: 'l40s', model: 'llama-3.3-70b' })
    try {
      estimateProfile({ name: 'x', engine, maxContextLength: 4096 })
    } catch (error) {
      expect((error as UserError).hint).toBe('--tp 2 fits')
    }
    expect.assertions(1)
  })
})

describe('remarks', () => {
  it('say that the profile is estimated, what runs in bf16, and the GPUs of an engine', () => {
    const engine = engineOf({ gpu: 'a100', tensorParallel: 2 })
    expect(estimateProfile({ name: 'x', engine, maxContextLength: 4096 }).profile.remarks).toEqual([
      'Estimated from first principles by `planner profile estimate`, not measured',
      'fp8 weights are multiplied in bf16: the A100 80GB SXM has no fp8 unit',
      'One engine is 2 GPUs: plan with --prefill-engine-num-gpu 2 and --decode-engine-num-gpu 2',
    ])
  })
})
