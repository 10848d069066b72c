import { describe, expect, it } from 'vitest'
import {
  kvBytesPerGpu,
  kvBytesPerToken,
  maxKvTokens,
  planMemory,
  weightBytes,
} from '../../../src/profile/estimate/memory.js'
import { engineOf } from './engines.js'

describe('memory of an engine', () => {
  it('holds 131,072 bytes of KV per token of Llama-3.1-8B in bf16, 65,536 in fp8', () => {
    expect(kvBytesPerToken(engineOf())).toBe(131_072)
    expect(kvBytesPerToken(engineOf({ kv: 'fp8' }))).toBe(65_536)
  })

  it('stores layers in the weight precision, embeddings and head in bf16', () => {
    const layers = 6_979_321_856
    const ends = 2 * 128_256 * 4096 * 2
    expect(weightBytes(engineOf({ weights: 'bf16' }))).toBe(layers * 2 + ends)
    expect(weightBytes(engineOf({ weights: 'fp8' }))).toBe(layers + ends)
    expect(weightBytes(engineOf({ weights: 'fp4' }))).toBe(layers * 0.5625 + ends)
    expect(weightBytes(engineOf({ weights: 'int4' }))).toBe(layers * 0.515625 + ends)
  })

  it('leaves 944,980 KV tokens of Llama-3.1-8B in fp8 on one H200', () => {
    const plan = planMemory(engineOf())
    expect(plan.usable / 1e9).toBeCloseTo(135.679, 3)
    expect(plan.weights / 1e9).toBeCloseTo(9.081, 3)
    expect(plan.activations / 1e9).toBeCloseTo(0.738, 3)
    expect(maxKvTokens(engineOf())).toBe(944_980)
  })

  it('splits KV heads over the GPUs, and copies them where there are fewer', () => {
    const at = (tensorParallel: number) =>
      kvBytesPerGpu(engineOf({ model: 'llama-3.3-70b', tensorParallel }))
    expect(at(1)).toBe(327_680)
    expect(at(8)).toBe(327_680 / 8)
    expect(at(16)).toBe(at(8))
  })

  it('keeps a latent KV vector whole on every GPU', () => {
    const at = (tensorParallel: number) =>
      kvBytesPerGpu(engineOf({ model: 'deepseek-v3', tensorParallel }))
    expect(at(8)).toBe(61 * 576 * 2)
    expect(at(16)).toBe(at(8))
  })

  it('holds no KV tokens when the weights do not fit', () => {
    expect(maxKvTokens(engineOf({ gpu: 'l40s', model: 'llama-3.3-70b' }))).toBe(0)
  })
})
