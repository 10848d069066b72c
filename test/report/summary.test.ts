import { describe, expect, test } from 'vitest'
import { renderSummary } from '../../src/report/summary.js'
import { sampleResult } from '../helpers/sample-result.js'

const PLAIN = { width: 80, color: false }

describe('the summary', () => {
  const summary = renderSummary(sampleResult({ warmup: 20 }), {
    ...PLAIN,
    files: ['planner-out/result.json', 'planner-out/report.html'],
  })

  test.each([
    ['the trace', /Trace +sample\.jsonl \(mooncake\), 7,676 requests/],
    ['the intervals and the warm-up', /59 of 1 min, 59 min in all, after 20 of warm-up/],
    ['each forecast error', /requests +error 12\.4 % +MASE 1\.00 +\(constant\)/],
    ['an error that is not defined, as a dash', /OSL +error – +MASE –/],
    ['mean and peak replicas', /prefill +mean [\d.]+ +peak \d+/],
    ['GPU-hours and the budget', /GPU-hours, budget 8/],
    ['the worst interval above capacity', /worst at 0:21: load [\d.]+× capacity/],
    ['which limit bound how often', /Limits +GPU budget: \d+ intervals/],
    ['warnings', /Warnings +the trace is not sorted by time/],
    ['the files written', /Written +planner-out\/result\.json\n +planner-out\/report\.html/],
  ])('says %s', (_, pattern) => {
    expect(summary).toMatch(pattern)
  })

  test('fits into the width of the terminal', () => {
    for (const line of summary.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('has no escape sequence without colour, and some with it', () => {
    expect(summary).not.toContain('\u001b')
    expect(renderSummary(sampleResult(), { width: 80, color: true })).toContain('\u001b[31m')
  })

  test('says never and none where nothing fell short or bound', () => {
    const calm = renderSummary(sampleResult({ zeros: true, warnings: [] }), PLAIN)
    expect(calm).toMatch(/prefill +never/)
    expect(calm).toMatch(/Limits +none bound/)
    expect(calm).not.toContain('Warnings')
  })

  test('leaves out a pool that is not planned', () => {
    const prefill = renderSummary(sampleResult({ settings: { mode: 'prefill' } }), PLAIN)
    expect(prefill).not.toContain('decode')
  })
})
