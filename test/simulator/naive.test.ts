import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Played, playFast, playNaive } from './play.js'
import { scenarios } from './scenario.js'

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
