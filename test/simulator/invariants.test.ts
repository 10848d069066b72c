import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PerRole } from '../../src/domain/role.js'
import type { Engine } from '../../src/simulator/engine/engine.js'
import { createRandom } from '../../src/simulator/random.js'
import { DEFAULT_SIMULATOR_SETTINGS } from '../../src/simulator/settings.js'
import type { Simulator } from '../../src/simulator/simulator.js'
import { playFast } from './play.js'
import { columnsOf, type Scenario, scenarios } from './scenario.js'

const RUNS = 2000

describe('Whatever the requests, the fleet and its scalings', () => {
  it('requests that arrived = completed + rejected + killed + waiting + running, at any time', () => {
    holds((scenario) => {
      playFast(scenario, (simulator) => {
        const { arrived, completed, rejected, killed } = simulator.totals()
        expect(arrived).toBe(completed + rejected + killed + inQueues(simulator))
      })
    })
  })

  it('every request that has a serving fleet ends, once, and output tokens add up', () => {
    holds((scenario) => {
      const last = { atMs: 5000, replicas: { prefill: 2, decode: 1 } }
      const scalings = [...scenario.scalings, last]
      let totals: ReturnType<Simulator['totals']> | undefined
      const { outcomes } = playFast({ ...scenario, scalings }, (simulator) => {
        totals = simulator.totals()
      })
      expect(outcomes.size).toBe(scenario.requests.length)
      const completed = [...outcomes.values()].filter(({ status }) => status === 'completed')
      const tokens = completed.reduce((sum, { osl }) => sum + osl, 0)
      if (totals!.killed === 0) expect(totals!.outputTokens).toBe(tokens)
      else expect(totals!.outputTokens).toBeGreaterThanOrEqual(tokens)
    })
  })

  it('time never goes back and the parts of TTFT add up', () => {
    holds((scenario) => {
      let before = Number.NEGATIVE_INFINITY
      const { outcomes } = playFast(scenario, ({ nowMs }) => {
        expect(nowMs).toBeGreaterThanOrEqual(before)
        before = nowMs
      })
      for (const it of outcomes.values()) {
        if (it.status !== 'completed') continue
        expect(it.firstTokenMs).toBeGreaterThanOrEqual(it.arrivalMs)
        expect(it.finishMs).toBeGreaterThanOrEqual(it.firstTokenMs)
        for (const part of [it.queueWaitMs, it.prefillMs, it.transferMs, it.decodeWaitMs]) {
          expect(part).toBeGreaterThan(-1e-9)
        }
        if (scenario.settings.ttftEnds !== 'client') continue
        const parts = it.queueWaitMs + it.prefillMs + it.transferMs + it.decodeWaitMs
        expect(parts).toBeCloseTo(it.firstTokenMs - it.arrivalMs, 6)
      }
    })
  })

  it('no decode replica ever holds more than its KV cache', () => {
    holds((scenario) => {
      playFast(scenario, (simulator) => {
        expect(simulator.totals().peakKvUsage).toBeLessThanOrEqual(1)
      })
    })
  })

  it('the same seed gives the same bytes', () => {
    holds((scenario) => {
      const bytes = () => JSON.stringify([...playFast(scenario).outcomes])
      expect(bytes()).toBe(bytes())
    })
  })

  it('asking for an observation changes no request beyond rounding', () => {
    holds((scenario) => {
      const often = Array.from({ length: 20 }, (_, i) => i * 31.7)
      const plain = playFast({ ...scenario, scalings: [] })
      const { initialReplicas } = scenario.settings
      const scalings = often.map((atMs) => ({ atMs, replicas: initialReplicas }))
      const watched = playFast({ ...scenario, scalings })
      for (const [request, { finishMs }] of plain.outcomes) {
        expect(watched.outcomes.get(request)!.finishMs).toBeCloseTo(finishMs, 6)
      }
    })
  })
})

it('Nothing is served before a replica is ready, nor after the last is gone', () => {
  const scenario = scenarioOf({ replicas: { prefill: 0, decode: 0 } })
  const settings = {
    ...scenario.settings,
    startup: { kind: 'constant' as const, seconds: 2 },
    drain: { kind: 'kill-after' as const, seconds: 0.5, killed: 'fail' as const },
  }
  const { outcomes } = playFast({
    ...scenario,
    settings,
    scalings: [
      { atMs: 1000, replicas: { prefill: 1, decode: 1 } },
      { atMs: 4000, replicas: { prefill: 0, decode: 0 } },
    ],
  })
  const all = [...outcomes.values()]
  expect(all.length).toBeGreaterThan(0)
  for (const it of all) {
    if (!Number.isNaN(it.queueWaitMs)) {
      expect(it.arrivalMs + it.queueWaitMs).toBeGreaterThanOrEqual(3000)
    }
    expect(it.finishMs).toBeLessThanOrEqual(4500)
  }
})

it('With endless KV cache and a replica for each request, TTFT is the profile’s', () => {
  const scenario = scenarioOf({ replicas: { prefill: 40, decode: 40 } })
  const { outcomes } = playFast(scenario)
  for (const it of outcomes.values()) {
    const ttftMs = scenario.engine.prefill.ttftMs(it.isl)
    expect(it.firstTokenMs - it.arrivalMs).toBeCloseTo(ttftMs, 9)
  }
})

it('One more prefill replica never raises the total prefill wait with the least-loaded router', () => {
  for (let replicas = 1; replicas < 12; replicas++) {
    expect(totalWait(replicas + 1)).toBeLessThanOrEqual(totalWait(replicas) + 1e-6)
  }
  function totalWait(prefill: number): number {
    const { outcomes } = playFast(scenarioOf({ replicas: { prefill, decode: 4 } }))
    return [...outcomes.values()].reduce((sum, { queueWaitMs }) => sum + queueWaitMs, 0)
  }
})

it('An engine twice as fast never lowers the share of requests within their targets', () => {
  for (const prefill of [1, 2, 3, 5]) {
    const scenario = scenarioOf({ replicas: { prefill, decode: 2 } })
    const fast = { ...scenario, engine: twiceAsFast(scenario.engine) }
    for (const targetMs of [20, 50, 100, 300, 1000]) {
      expect(within(fast, targetMs)).toBeGreaterThanOrEqual(within(scenario, targetMs))
    }
  }
  function within(scenario: Scenario, targetMs: number): number {
    const all = [...playFast(scenario).outcomes.values()]
    return all.filter((it) => it.firstTokenMs - it.arrivalMs <= targetMs).length
  }
})

function holds(check: (scenario: Scenario) => void): void {
  fc.assert(fc.property(scenarios, check), { numRuns: RUNS })
}

function inQueues(simulator: Simulator): number {
  const { prefill, decode } = simulator.queues()
  return prefill.waiting + prefill.running + decode.waiting + decode.running
}

/** 200 requests over 4 s, every one of them possible, on a fixed fleet without limits. */
function scenarioOf({ replicas }: { replicas: PerRole<number> }): Scenario {
  const [base] = fc.sample(scenarios, { seed: 1, numRuns: 1 })
  const random = createRandom(5)
  const rows = Array.from({ length: 200 }, () => ({
    arrivalMs: random() * 4000,
    isl: 3 + Math.floor(random() * 87),
    osl: 1 + Math.floor(random() * 40),
    tree: [],
  }))
  return {
    requests: columnsOf(rows),
    engine: { ...base!.engine, kvCapacityTokens: Number.POSITIVE_INFINITY, maxNumSeqs: 1000 },
    settings: {
      ...DEFAULT_SIMULATOR_SETTINGS,
      initialReplicas: replicas,
      ttftEnds: 'prefill',
      prefixCache: 'off',
    },
    scalings: [],
    seed: 0,
  }
}

function twiceAsFast(engine: Engine): Engine {
  const { prefill, decode } = engine
  return {
    ...engine,
    prefill: {
      ...prefill,
      constantMs: prefill.constantMs / 2,
      ttftMs: (tokens) => prefill.ttftMs(tokens) / 2,
    },
    decode: {
      isStraightBetweenNodes: decode.isStraightBetweenNodes,
      locate(batch, kvTokens, segment) {
        decode.locate(batch, kvTokens, segment)
        segment.stepMs /= 2
        segment.growthMs /= 2
      },
    },
  }
}
