import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDecodePerformance } from '../../src/profile/decode-performance.js'
import { fitItl, fitTtft, loadAt, modelItlMs, placeOf } from '../../src/profile/physical-model.js'
import { createPrefillPerformance } from '../../src/profile/prefill-performance.js'
import { createDecodeFit } from '../../src/simulator/engine/decode-fit.js'
import type { DecodeTiming } from '../../src/simulator/engine/decode-timing.js'
import { createEngine, DEFAULT_ENGINE_OPTIONS } from '../../src/simulator/engine/engine.js'
import { formulaProfile } from '../helpers/profile.js'
import { createStructures } from './structure-instance.js'
import { tinyProfile } from './tiny-profile.js'

describe('Prefill', () => {
  const { prefill } = formulaProfile()
  const curve = (longPrompts: 'quadratic' | 'linear' | 'clamp') =>
    createEngine(formulaProfile(), { ...DEFAULT_ENGINE_OPTIONS, longPrompts }).prefill

  it('is the planner’s own curve inside the measured range and held at its end below', () => {
    const performance = createPrefillPerformance(prefill!, { compat: 'none' })
    for (const isl of [1, 100, 777, 5000, 16_000]) {
      expect(curve('quadratic').ttftMs(isl)).toBe(performance.at(isl).latencyMs)
    }
  })

  it.each([
    ['quadratic', 10 + 0.02 * 32_000 + 1e-7 * 32_000 ** 2],
    ['linear', 10 + 0.02 * 16_000 + 1e-7 * 16_000 ** 2 + 16_000 * (0.02 + 2e-7 * 16_000)],
    ['clamp', 10 + 0.02 * 16_000 + 1e-7 * 16_000 ** 2],
  ] as const)('goes on beyond it: %s', (longPrompts, expectedMs) => {
    expect(curve(longPrompts).ttftMs(32_000) / expectedMs).toBeCloseTo(1, 6)
  })

  it('goes from 100 ms at 1,000 tokens to 270 ms at 2,000, or to 230 ms along the tangent', () => {
    const isl = Float64Array.of(100, 250, 500, 750, 1000)
    const ttftMs = isl.map((tokens) => 10 + 0.05 * tokens + 4e-5 * tokens ** 2)
    const profile = { ...formulaProfile(), prefill: { isl, ttftMs, throughputPerGpu: isl } }
    const at = (longPrompts: 'quadratic' | 'linear') =>
      createEngine(profile, { ...DEFAULT_ENGINE_OPTIONS, longPrompts }).prefill.ttftMs(2000)
    expect(at('quadratic')).toBeCloseTo(270, 6)
    expect(at('linear')).toBeCloseTo(230, 6)
  })

  it('pays the fitted constant once a pass', () => {
    expect(curve('quadratic').constantMs).toBeCloseTo(fitTtft(prefill!).baseMs, 9)
  })
})

describe('Decode steps', () => {
  it('by the fit: the plane, exactly, where the measurements lie on it', () => {
    const { decode } = createEngine(formulaProfile(), DEFAULT_ENGINE_OPTIONS)
    for (const [batch, kvTokens] of [
      [1, 300],
      [17, 40_000],
      [128, 900_000],
    ] as const) {
      const plane = 5 + 0.05 * batch + 2e-5 * kvTokens
      expect(stepMs(decode, batch, kvTokens) / plane).toBeCloseTo(1, 6)
    }
  })

  it('by the fit: nearer to the measurements than the plane, and the plane far away', () => {
    const samples = tinyProfile().decode!
    const { decode } = createEngine(tinyProfile(), DEFAULT_ENGINE_OPTIONS)
    const model = fitItl(samples)
    let planeError = 0
    let fitError = 0
    for (let i = 0; i < samples.itlMs.length; i++) {
      const load = loadAt(samples, placeOf(samples, i))
      planeError += Math.abs(modelItlMs(model, load) / samples.itlMs[i]! - 1)
      fitError += Math.abs(stepMs(decode, load.batch, load.kvTokens) / samples.itlMs[i]! - 1)
    }
    expect(fitError).toBeLessThan(planeError)
    const far = { batch: 200, kvTokens: 2 ** 15 }
    expect(stepMs(decode, far.batch, far.kvTokens)).toBeCloseTo(modelItlMs(model, far), 9)
  })

  it('by the fit: 1.5 times the KV tokens away a lone sample counts by 0.433', () => {
    const { decode: on } = formulaProfile()
    const add = (column: Float64Array, value: number) => Float64Array.of(...column, value)
    const lone = { batch: 2048, kvTokens: 2 ** 16 }
    const samples = {
      ...on!,
      kvUsage: add(on!.kvUsage, lone.kvTokens / on!.maxKvTokens),
      contextLength: add(on!.contextLength, lone.kvTokens / lone.batch),
      itlMs: add(on!.itlMs, 130),
      throughputPerGpu: add(on!.throughputPerGpu, 1),
    }
    const timing = createDecodeFit(samples, { leastMs: 0.1 })
    const model = fitItl(samples)
    const excess = 130 / modelItlMs(model, lone) - 1
    const away = { batch: 2048, kvTokens: 1.5 * 2 ** 16 }
    const ratio = stepMs(timing, away.batch, away.kvTokens) / modelItlMs(model, away)
    expect((ratio - 1) / excess).toBeCloseTo(0.433, 3)
  })

  it('by the grid: the planner’s own surface at any load', () => {
    const profile = formulaProfile()
    const { decode } = createEngine(profile, { ...DEFAULT_ENGINE_OPTIONS, decodeTiming: 'grid' })
    const performance = createDecodePerformance(profile.decode!, { compat: 'reference' })
    for (let batch = 1; batch <= 128; batch += 7) {
      for (let contextLength = 10; contextLength < 9000; contextLength += 379) {
        const { latencyMs } = performance.at({ concurrency: batch, contextLength })
        expect(stepMs(decode, batch, batch * contextLength)).toBe(Math.max(0.5, latencyMs))
      }
    }
  })

  it.each(['fit', 'grid'] as const)('%s: closed form = sum of single steps', (decodeTiming) => {
    const { decode } = createEngine(tinyProfile(), { ...DEFAULT_ENGINE_OPTIONS, decodeTiming })
    const { createClock, msOf, stepsTo } = createStructures(decode)
    for (let batch = 1; batch < 12; batch++) {
      const kvTokens = 3 * batch
      const clock = createClock(batch, kvTokens)
      let summed = 0
      for (let steps = 1; steps < 150; steps++) {
        summed += stepMs(decode, batch, kvTokens + (steps - 1) * batch)
        expect(msOf(clock, steps) / summed).toBeCloseTo(1, 12)
        expect(stepsTo(clock, summed - 1e-9)).toBe(steps)
        expect(stepsTo(clock, summed + 1e-6)).toBe(steps + 1)
      }
    }
  })

  it('the kernel’s own straight lines are those of the fit, to the last bit', () => {
    const { decode } = createEngine(tinyProfile(), DEFAULT_ENGINE_OPTIONS)
    const { createClock, msOf } = createStructures(decode)
    expect(decode.isStraightBetweenNodes).toBe(true)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(31), fc.nat(), (batch, bits, any) => {
        const kvTokens = any % 2 ** bits
        expect(msOf(createClock(batch, kvTokens), 1)).toBe(stepMs(decode, batch, kvTokens))
      }),
      { numRuns: 3000 },
    )
  })

  it('three steps of 10 ms and 0.001 ms a token at batch 100 take 30.3 ms', () => {
    const { createClock, msOf } = createStructures({
      isStraightBetweenNodes: false,
      locate: (_, kvTokens, segment) =>
        Object.assign(segment, { stepMs: 10 + 0.001 * kvTokens, growthMs: 0.001, endTokens: 1e9 }),
    })
    expect(msOf(createClock(100, 0), 3)).toBeCloseTo(30.3, 9)
  })
})

it('A profile without one of the roles is refused in one line', () => {
  const create = () => createEngine({ ...formulaProfile(), decode: null }, DEFAULT_ENGINE_OPTIONS)
  expect(create).toThrow(
    'profile formula has no decode measurements; the request simulation needs both roles',
  )
})

function stepMs(timing: DecodeTiming, batch: number, kvTokens: number): number {
  const segment = { stepMs: 0, growthMs: 0, endTokens: 0 }
  timing.locate(batch, kvTokens, segment)
  return segment.stepMs
}
