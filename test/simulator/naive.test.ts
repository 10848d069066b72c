import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createEngine, DEFAULT_ENGINE_OPTIONS } from '../../src/simulator/engine/engine.js'
import { DEFAULT_SIMULATOR_SETTINGS } from '../../src/simulator/settings.js'
import { formulaProfile } from '../helpers/profile.js'
import { type Played, playFast, playNaive } from './play.js'
import { type Scenario, scenarios } from './scenario.js'

const RUNS = 3000
const TOLERANCE = 1e-9

it('Closed-form steps and a naive step-by-step simulation agree on every request', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      expectEqual(playFast(scenario), playNaive(scenario))
    }),
    { numRuns: RUNS },
  )
})

it('A preempted request comes back at the end of the step in which a killed prefill replica gave room', () => {
  // 5 ms a token on the wire. At decode the first two have 1,000 tokens less the 201 that the third is promised, so the
  // second is preempted; at 2,250 ms the third's replica is killed, and the second fits again before the first ends.
  const scenario: Scenario = {
    requests: {
      length: 3,
      arrivalMs: Float64Array.of(0, 1, 1400),
      isl: Uint32Array.of(300, 300, 200),
      osl: Uint32Array.of(400, 300, 100),
    },
    engine: { ...createEngine(formulaProfile(), DEFAULT_ENGINE_OPTIONS), kvCapacityTokens: 1000 },
    settings: {
      ...DEFAULT_SIMULATOR_SETTINGS,
      initialReplicas: { prefill: 3, decode: 1 },
      router: 'round-robin',
      drain: { kind: 'kill-after', seconds: 0.05, killed: 'retry' },
      kvTransfer: { gigabitsPerSecond: 1, bytesPerToken: 625_000 },
      kvWatermarkShare: 0,
    },
    scalings: [{ atMs: 2200, replicas: { prefill: 2, decode: 1 } }],
    seed: 1,
  }
  const fast = playFast(scenario)
  expectEqual(fast, playNaive(scenario))
  // Preempted once more when the two have filled the whole cache: it did come back.
  expect(fast.outcomes.get(1)).toMatchObject({ preemptions: 2, kills: 0 })
  expect(fast.outcomes.get(2)).toMatchObject({ preemptions: 0, kills: 1 })
})

function expectEqual(fast: Played, naive: Played): void {
  expect([...fast.outcomes.keys()].sort()).toEqual([...naive.outcomes.keys()].sort())
  for (const [request, outcome] of fast.outcomes) {
    const other = naive.outcomes.get(request)!
    const context = `request ${request}: ${JSON.stringify(outcome)} and ${JSON.stringify(other)}`
    expect(outcome.status, context).toBe(other.status)
    expect(outcome.preemptions, context).toBe(other.preemptions)
    expect(outcome.kills, context).toBe(other.kills)
    for (const key of ['firstTokenMs', 'finishMs'] as const) {
      expect(isClose(outcome[key], other[key]), `${key} of ${context}`).toBe(true)
    }
    if (outcome.status !== 'completed') continue
    for (const key of ['queueWaitMs', 'prefillMs', 'transferMs', 'decodeWaitMs'] as const) {
      expect(isClose(outcome[key], other[key]), `${key} of ${context}`).toBe(true)
    }
  }
  fast.observations.forEach((seen, i) => {
    const other = naive.observations[i]!
    const context = `interval ${i}: ${JSON.stringify(seen)} and ${JSON.stringify(other)}`
    expect(seen.traffic!.requests, context).toBe(other.traffic!.requests)
    for (const key of ['ttftMs', 'itlMs', 'requestDurationSeconds'] as const) {
      expect(isClose(seen[key] ?? 0, other[key] ?? 0), `${key} of ${context}`).toBe(true)
    }
  })
  for (const role of ['prefill', 'decode'] as const) {
    expect(isClose(fast.gpuSeconds[role], naive.gpuSeconds[role]), `GPU-seconds ${role}`).toBe(true)
  }
}

/** Times are of up to some thousand ms; parts are differences of such. */
function isClose(a: number, b: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b)
  return Math.abs(a - b) <= TOLERANCE * Math.max(1000, Math.abs(a))
}
