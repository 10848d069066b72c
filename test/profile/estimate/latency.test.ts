import { describe, expect, it } from 'vitest'
import { allReduceMs } from '../../../src/profile/estimate/all-reduce.js'
import { decodeItlMs } from '../../../src/profile/estimate/decode.js'
import { touchedExperts } from '../../../src/profile/estimate/experts.js'
import { linearMs } from '../../../src/profile/estimate/linear.js'
import { MODEL_PRESETS } from '../../../src/profile/estimate/model-presets.js'
import { prefillTtftMs } from '../../../src/profile/estimate/prefill.js'
import { engineOf } from './engines.js'

describe('worked numbers of docs/profiles.md', () => {
  it('one token reads all weights of Llama-3.1-8B in 1.945 ms on an H200', () => {
    expect(linearMs(engineOf(), { tokens: 1, sampled: 1 })).toBeCloseTo(1.945, 3)
  })

  it('TTFT of 4,096 tokens is 84.2 ms', () => {
    expect(prefillTtftMs(engineOf(), 4096)).toBeCloseTo(84.2, 1)
  })

  it('ITL of one request at a context of 2,048 is 4.57 ms', () => {
    expect(decodeItlMs(engineOf(), { concurrency: 1, contextLength: 2048 })).toBeCloseTo(4.57, 2)
  })

  it('the all-reduces of one token of Llama-3.3-70B take 0.971 ms on 4 × H100', () => {
    const engine = engineOf({ gpu: 'h100', model: 'llama-3.3-70b', tensorParallel: 4 })
    expect(allReduceMs(engine, 1)).toBeCloseTo(0.971, 3)
  })

  it('4 tokens of Mixtral touch 5.469 of 8 experts', () => {
    expect(touchedExperts(MODEL_PRESETS['mixtral-8x7b']!.moe!, 4)).toBeCloseTo(5.469, 3)
  })
})

describe('latency', () => {
  it('needs no all-reduce on one GPU', () => {
    expect(allReduceMs(engineOf(), 1000)).toBe(0)
  })

  it('of a large batch is bound by computing: twice the FLOPS, half the time', () => {
    const engine = engineOf()
    const { denseTflops } = engine.gpu
    const faster = {
      ...engine,
      gpu: { ...engine.gpu, denseTflops: { bf16: denseTflops.bf16 * 2, fp8: 3958, fp4: null } },
    }
    const step = { tokens: 4096, sampled: 4096 }
    expect(linearMs(faster, step)).toBeCloseTo(linearMs(engine, step) / 2, 6)
  })

  it('of fp8 products on a GPU without fp8 is that of bf16 computing and fp8 reading', () => {
    const at = (weights: 'fp8' | 'bf16', tokens: number) =>
      linearMs(engineOf({ gpu: 'a100', weights }), { tokens, sampled: 1 })
    expect(at('fp8', 4096)).toBe(at('bf16', 4096))
    expect(at('fp8', 1)).toBeLessThan(at('bf16', 1) * 0.6)
  })

  it('decodes a mixture of experts faster than a dense model of its size, a large batch least so', () => {
    const moe = engineOf({ model: 'mixtral-8x7b' })
    const dense = engineOf({ model: 'llama-3.3-70b' })
    const ratio = (concurrency: number) =>
      decodeItlMs(moe, { concurrency, contextLength: 512 }) /
      decodeItlMs(dense, { concurrency, contextLength: 512 })
    expect(ratio(1)).toBeLessThan(0.4)
    expect(ratio(8)).toBeGreaterThan(ratio(1))
  })
})
