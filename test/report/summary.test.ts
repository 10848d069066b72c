import { describe, expect, test } from 'vitest'
import { renderSummary } from '../../src/report/summary.js'
import type { SimulatedSummary } from '../../src/run/simulated.js'
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

  test('of a simulated run puts attainment, latencies and other fleets before the rest', () => {
    const simulated = renderSummary(sampleResult({ simulated: true }), PLAIN)
    expect(simulated).toMatch(
      /SLA attainment {2}[\d.]+ % +within both: TTFT ≤ 500 ms [\d.]+ %, ITL ≤ 50 ms [\d.]+ %\n/,
    )
    expect(simulated).toMatch(/Latency +mean +p50 +p90 +p95 +p99 +max\n +TTFT/)
    expect(simulated).toMatch(/Compared +planned.*\n +perfect foresight.*\n +best static 3 \+ 2/)
    expect(simulated.indexOf('SLA attainment')).toBeLessThan(simulated.indexOf('Forecast'))
    for (const line of simulated.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test('says why no other fleets stand beside a planned run', () => {
    const withNone = (alternatives: 'auto' | 'never') => {
      const result = sampleResult({ simulated: true, settings: { alternatives } })
      const play = { ...(result.summary.simulated as SimulatedSummary), alternatives: null }
      const told = { ...result, summary: { ...result.summary, simulated: play } }
      return renderSummary(told, PLAIN).replace(/\s+/g, ' ')
    }
    expect(withNone('never')).toContain('Compared with no other fleets, by --alternatives never')
    expect(withNone('auto')).toMatch(
      /Compared with no other fleets: [\d,]+ requests are many; --alternatives always plays them/,
    )
  })

  test('says what was rejected, killed, preempted, and beyond the profile, only where any was', () => {
    const result = sampleResult({ simulated: true })
    const play = result.summary.simulated as SimulatedSummary
    expect(renderSummary(result, PLAIN)).not.toMatch(/Served|In profile/)
    const simulated = {
      ...play,
      rejected: 3,
      killed: 1,
      preempted: 2,
      coverage: { requests: 0.9, tokens: 0.5 },
    }
    const told = renderSummary({ ...result, summary: { ...result.summary, simulated } }, PLAIN)
    expect(told).toMatch(/Served +7,676 +completed/)
    expect(told).toMatch(/3 rejected[\s\S]*1\s+killed[\s\S]*2\s+preemptions/)
    expect(told).toMatch(/In profile +90\.0 % of requests, 50\.0 % of input tokens/)
  })

  test('says planned and used GPU-hours where they differ, and money where there is a price', () => {
    const settings = { gpuCost: 2 }
    const told = renderSummary(sampleResult({ simulated: true, settings }), PLAIN)
    expect(told).toMatch(/GPU-hours, cost [\d.]+/)
    const result = sampleResult({ simulated: true })
    const play = { ...(result.summary.simulated as SimulatedSummary), gpuHours: 9 }
    const more = { ...result, summary: { ...result.summary, simulated: play } }
    expect(renderSummary(more, PLAIN)).toMatch(
      /[\d.]+ GPU-hours, budget 8\n +with starting and draining +9 GPU-hours\n/,
    )
  })

  test('names a fixed fleet and judges no forecast', () => {
    const settings = { fleet: { prefill: 4, decode: 2 } }
    const told = renderSummary(sampleResult({ simulated: true, settings }), PLAIN)
    expect(told).toMatch(/Fixed fleet +4 \+ 2/)
    expect(told).not.toMatch(/Forecast|Compared|Scaling/)
  })

  test('leaves out a pool that is not planned', () => {
    const prefill = renderSummary(sampleResult({ settings: { mode: 'prefill' } }), PLAIN)
    expect(prefill).not.toContain('decode')
  })
})
