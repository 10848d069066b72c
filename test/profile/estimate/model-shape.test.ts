import { describe, expect, it } from 'vitest'
import { MODEL_PRESETS } from '../../../src/profile/estimate/model-presets.js'
import {
  activeParameters,
  kvNumbersPerToken,
  totalParameters,
} from '../../../src/profile/estimate/model-shape.js'

describe('parameters from a shape', () => {
  it('Llama-3.1-8B has 8,029,995,008 without its norms', () => {
    expect(totalParameters(MODEL_PRESETS['llama-3.1-8b']!)).toBe(8_029_995_008)
  })

  // Published sizes, 1e9 parameters.
  it.each([
    ['llama-3.2-3b', 3.21],
    ['llama-3.1-8b', 8.03],
    ['llama-3.3-70b', 70.6],
    ['llama-3.1-405b', 405.9],
    ['qwen3-8b', 8.19],
    ['qwen3-32b', 32.8],
    ['qwen3-30b-a3b', 30.5],
    ['qwen3-235b-a22b', 235.1],
    ['mixtral-8x7b', 46.7],
    ['deepseek-v3', 671],
  ])('%s has its published size', (name, billions) => {
    expect(totalParameters(MODEL_PRESETS[name]!) / 1e9 / billions).toBeCloseTo(1, 2)
  })

  it('a tied output head is counted once', () => {
    const model = MODEL_PRESETS['llama-3.2-3b']!
    const untied = { ...model, tiedEmbeddings: false }
    expect(totalParameters(untied) - totalParameters(model)).toBe(128_256 * 3072)
  })

  it('a token of DeepSeek-V3 passes through 36 of its 671 billion parameters', () => {
    expect(activeParameters(MODEL_PRESETS['deepseek-v3']!) / 1e9).toBeCloseTo(35.7, 1)
  })

  it('every layer of a dense model is active', () => {
    const model = MODEL_PRESETS['qwen3-32b']!
    const ends = 2 * model.vocabularySize * model.hiddenSize
    expect(activeParameters(model)).toBe(totalParameters(model) - ends)
  })
})

describe('KV cache per token', () => {
  it('counts keys and values of all KV heads', () => {
    expect(kvNumbersPerToken(MODEL_PRESETS['llama-3.1-8b']!)).toBe(2 * 32 * 8 * 128)
  })

  it('counts the latent vector and the rotary key of DeepSeek-V3', () => {
    expect(kvNumbersPerToken(MODEL_PRESETS['deepseek-v3']!)).toBe(61 * 576)
  })
})
