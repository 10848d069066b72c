import { describe, expect, it } from 'vitest'
import { planTrace } from '../src/index.js'

const trace = new URL('../traces/two-peaks.jsonl.gz', import.meta.url).pathname
const profile = 'h200-llama-3.1-8b'

describe('planTrace', () => {
  it('plans a trace file against a shipped profile at the documented defaults', async () => {
    const result = await planTrace({ trace, profile, settings: { loadPredictor: 'kalman' } })
    expect(result.settings).toMatchObject({
      adjustmentIntervalSeconds: 180,
      ttftMs: 500,
      maxGpuBudget: 8,
    })
    expect(result.intervals.length).toBe(result.summary.intervals)
    expect(result.summary.requests).toBe(result.trace.requests)
  })

  it('plans the same again from the settings that its result holds', async () => {
    const first = await planTrace({
      trace,
      profile,
      settings: { loadPredictor: 'constant', ttftMs: 200 },
    })
    const { profileResultsDir, ...settings } = first.settings
    expect(await planTrace({ trace, profile: profileResultsDir, settings })).toEqual(first)
  })

  it('names a setting that is unknown or out of range', async () => {
    const mistyped = { ttft: 300 } as object
    await expect(planTrace({ trace, profile, settings: mistyped })).rejects.toThrow(
      'settings.ttft: unknown setting',
    )
    const zero = planTrace({ trace, profile, settings: { adjustmentIntervalSeconds: 0 } })
    await expect(zero).rejects.toThrow(/^settings\.adjustmentIntervalSeconds: 0 is not allowed/)
  })
})
