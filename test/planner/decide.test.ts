import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NEUTRAL_CORRECTION } from '../../src/planner/correction.js'
import { decide } from '../../src/planner/decide.js'
import { linearPerformance } from '../helpers/performance.js'
import { plannerSettings } from '../helpers/settings.js'

const performance = linearPerformance()
const forecast = { requests: 1200, isl: 1000, osl: 200 }

function decideWith(
  changed: Parameters<typeof plannerSettings>[0],
  traffic = forecast,
  correction = NEUTRAL_CORRECTION,
) {
  return decide({ forecast: traffic, correction, performance, settings: plannerSettings(changed) })
}

describe('decide', () => {
  it('sizes 20,000 input and 4,000 output tokens/s as 2 and 4 replicas, and says how', () => {
    const decision = decideWith({})
    expect(decision.replicas).toEqual({ prefill: 2, decode: 4 })
    expect(decision.reasons).toEqual([
      {
        code: 'load',
        role: 'prefill',
        text: '1,200 requests × 1,000 tokens in 60 s is 20,000 tokens/s; ÷ 10,000 tokens/s/GPU ÷ 1 GPU is 2: 2 replicas',
      },
      {
        code: 'load',
        role: 'decode',
        text: '1,200 requests × 200 tokens in 60 s is 4,000 tokens/s; ÷ 1,000 tokens/s/GPU ÷ 1 GPU is 4: 4 replicas',
      },
    ])
  })

  it('plans only the pools of its mode; the other reads 0', () => {
    expect(decideWith({ mode: 'prefill' }).replicas).toEqual({ prefill: 2, decode: 0 })
    expect(decideWith({ mode: 'decode' }).replicas).toEqual({ prefill: 0, decode: 4 })
    expect(decideWith({ mode: 'decode' }).sizing.prefill).toBeNull()
  })

  it('raises no traffic to the minimum and says that it did', () => {
    const decision = decideWith({ minEndpoint: 2 }, { requests: 0, isl: 0, osl: 0 })
    expect(decision.replicas).toEqual({ prefill: 2, decode: 2 })
    expect(decision.reasons.map((reason) => reason.code)).toEqual(['minimum', 'minimum'])
  })

  it('scales prefill demand down by a correction below 1 and ignores one above', () => {
    expect(decideWith({}, forecast, { prefill: 0.5, decode: 1 }).replicas.prefill).toBe(1)
    expect(decideWith({}, forecast, { prefill: 3, decode: 1 }).replicas.prefill).toBe(2)
  })

  it('says by how much observed latency corrected a pool, and how', () => {
    const { reasons } = decideWith({}, forecast, { prefill: 0.5, decode: 2 })
    expect(reasons.filter(({ code }) => code === 'correction').map(({ text }) => text)).toEqual([
      "observed TTFT was 0.5 × the profile's: 20,000 tokens/s count as 10,000",
      "observed ITL was 2 × the profile's: its curve must meet 25 ms for the target of 50 ms",
    ])
  })

  it('says when no operating point meets a target, and when the load is outside the profile', () => {
    const decision = decideWith({ ttftMs: 50, itlMs: 5 })
    expect(
      decision.reasons
        .filter((reason) => reason.code === 'target-unmeetable')
        .map((reason) => reason.role),
    ).toEqual(['prefill', 'decode'])
    const long = decideWith({}, { requests: 1, isl: 20_000, osl: 10 })
    expect(
      long.reasons
        .filter((reason) => reason.code === 'outside-profile')
        .map((reason) => reason.role),
    ).toEqual(['prefill', 'decode'])
  })

  it('never wants fewer replicas for more requests, and stays within minimum and budget', () => {
    const load = fc.record({
      requests: fc.double({ min: 0, max: 1e6, noNaN: true }),
      isl: fc.double({ min: 0, max: 1e5, noNaN: true }),
      osl: fc.double({ min: 0, max: 1e5, noNaN: true }),
    })
    fc.assert(
      fc.property(
        load,
        fc.double({ min: 1, max: 100, noNaN: true }),
        fc.integer({ min: 2, max: 64 }),
        (less, factor, maxGpuBudget) => {
          const more = { ...less, requests: less.requests * factor }
          const [a, b] = [decideWith({}, less), decideWith({}, more)]
          expect(b.replicas.prefill).toBeGreaterThanOrEqual(a.replicas.prefill)
          expect(b.replicas.decode).toBeGreaterThanOrEqual(a.replicas.decode)
          const limited = decideWith({ maxGpuBudget }, more).replicas
          expect(limited.prefill + limited.decode).toBeLessThanOrEqual(maxGpuBudget)
          expect(Math.min(limited.prefill, limited.decode)).toBeGreaterThanOrEqual(1)
        },
      ),
    )
  })
})
