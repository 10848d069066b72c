import { expect, it } from 'vitest'
import { explainDecision } from '../../../src/run/explain/decision.js'
import type { Bound } from '../../../src/run/explain/explanation.js'
import { type Decided, decidedResult } from '../../helpers/explain.js'

const FORECAST = { requests: 1200, isl: 1000, osl: 200 }
const TWICE = { ...FORECAST, requests: 2400 }

interface Case extends Partial<Decided> {
  readonly title: string
  readonly bounds: readonly Partial<Bound>[]
}

// The forecast asks for 2 prefill and 4 decode replicas.
const CASES: readonly Case[] = [
  { title: 'nothing, where the load alone decided', bounds: [{ code: 'nothing' }] },
  {
    title: 'the minimum, by pool',
    settings: { minEndpoint: 3 },
    bounds: [{ code: 'minimum', role: 'prefill' }],
  },
  {
    title: 'not the minimum where the load asks for as many',
    settings: { minEndpoint: 2 },
    bounds: [{ code: 'nothing' }],
  },
  {
    title: 'the budget',
    settings: { maxGpuBudget: 4 },
    bounds: [{ code: 'budget', role: null }],
  },
  {
    title: 'the budget, not the forecast, where the right forecast would have been cut, too',
    actual: FORECAST,
    settings: { maxGpuBudget: 3 },
    bounds: [{ code: 'budget', role: null }],
  },
  {
    title: 'the forecast, where more came than it said',
    actual: TWICE,
    bounds: [
      { code: 'forecast', role: 'prefill', replicasForActual: 4 },
      { code: 'forecast', role: 'decode', replicasForActual: 8 },
    ],
  },
  {
    title: 'nothing, where less came',
    actual: { ...FORECAST, requests: 10 },
    bounds: [{ code: 'nothing' }],
  },
  {
    title: 'the correction with the count without it, not the forecast',
    correction: { prefill: 0.5, decode: 1 },
    bounds: [{ code: 'correction', role: 'prefill', without: 2 }],
  },
  {
    title: 'a correction of decode whose effect is not known',
    correction: { prefill: 1, decode: 2 },
    bounds: [{ code: 'correction', role: 'decode', without: null }],
  },
  {
    title: 'no correction that changed no count',
    correction: { prefill: 0.9, decode: 1 },
    bounds: [{ code: 'nothing' }],
  },
  {
    title: 'a target that no operating point meets',
    settings: { ttftMs: 50 },
    bounds: [{ code: 'target-unmeetable', role: 'prefill' }],
  },
  {
    title: 'start-up, where decided replicas were not ready when the interval began',
    ready: [
      { prefill: 1, decode: 4 },
      { prefill: 2, decode: 4 },
    ],
    bounds: [{ code: 'start-up', role: 'prefill', readyAtBegin: 1 }],
  },
  {
    title: 'nothing, where start-up takes no time',
    settings: { startupSeconds: 0 },
    ready: [
      { prefill: 1, decode: 4 },
      { prefill: 2, decode: 4 },
    ],
    bounds: [{ code: 'nothing' }],
  },
  {
    title: 'a former decision that was still under way',
    said: [{ code: 'skipped', text: 'decision 2 is not acknowledged yet' }],
    bounds: [{ code: 'skipped', role: null, text: 'decision 2 is not acknowledged yet' }],
  },
  {
    title: 'no forecast where the reference alone forgets the GPUs of an engine',
    settings: { compat: 'reference', prefillEngineNumGpu: 2, decodeEngineNumGpu: 4 },
    bounds: [{ code: 'nothing' }],
  },
]

it.each(CASES)('what bound a decision: $title', ({ bounds, forecast = FORECAST, ...decided }) => {
  const found = explainDecision(decidedResult({ forecast, ...decided }), 1).bounds
  expect(found).toHaveLength(bounds.length)
  expect(found).toMatchObject(bounds)
})

it('what bound interval 0 is that nothing was observed yet', () => {
  expect(explainDecision(decidedResult({ forecast: FORECAST }), 0).bounds).toEqual([
    { code: 'start' },
  ])
})
