import { describe, expect, test } from 'vitest'
import {
  type ExplainOptions,
  explanationJson,
  renderExplanations,
} from '../../src/report/explain.js'
import { changeText } from '../../src/report/explain-counterfactual.js'
import { decisionLines } from '../../src/report/explain-decision.js'
import type { Change } from '../../src/run/explain/change.js'
import { explainDecision } from '../../src/run/explain/decision.js'
import { explain } from '../../src/run/explain/explain.js'
import type { Explanation } from '../../src/run/explain/explanation.js'
import type { Result } from '../../src/run/result.js'
import { type Decided, decidedResult, played, WAVE } from '../helpers/explain.js'
import { formulaProfile } from '../helpers/profile.js'
import { sampleResult } from '../helpers/sample-result.js'

const PLAIN: ExplainOptions = { width: 80, color: false, passShare: 0.99, asked: 1 }
const FORECAST = { requests: 1200, isl: 1000, osl: 200 }

const explainIn = (result: Result, index: number, counterfactual = false) =>
  explain({ result, indices: [index], passShare: 0.99, counterfactual, sources: null })

describe('an explanation', () => {
  test('of a wave that a budget and a start-up time meet is as it was', async () => {
    const { result, requests } = await played({ maxGpuBudget: 6, ttftMs: 150 }, WAVE)
    const sources = { requests, profile: formulaProfile() }
    const indices = [4, 5]
    const explained = await explain({
      result,
      indices,
      passShare: 0.99,
      counterfactual: true,
      sources,
    })
    const text = renderExplanations(explained, result, { ...PLAIN, asked: 2 })
    await expect(text).toMatchFileSnapshot('../golden/explain.txt')
  })

  test.each([40, 60, 80, 120])('fits into %i columns', async (width) => {
    const result = sampleResult({ simulated: true })
    const all = await Promise.all(result.intervals.map(({ index }) => explainIn(result, index)))
    const text = renderExplanations(all.flat(), result, { ...PLAIN, width })
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
  })

  test('has escape sequences only with colour, and the same words', async () => {
    const result = sampleResult({ simulated: true })
    const explained = await explainIn(result, 42)
    const plain = renderExplanations(explained, result, PLAIN)
    const coloured = renderExplanations(explained, result, { ...PLAIN, color: true })
    expect(plain).not.toContain('\u001b')
    expect(coloured).toContain('\u001b[')
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')
    expect(coloured.replace(escapes, '')).toBe(plain)
  })

  test('of an interval without requests, or without one served, has no latencies', async () => {
    const result = sampleResult({ simulated: true })
    const idle = renderExplanations(await explainIn(result, 20), result, PLAIN)
    expect(idle).toMatch(/^Interval 20, 0:20 to 0:21: no request arrived\n/)
    expect(idle).toContain('Requests           none')
    expect(idle).not.toContain('p50')
    const [one] = await explainIn(result, 42)
    const unserved = { ...one!.outcome.felt!, completed: 0, missed: one!.outcome.requests }
    const none: Explanation = { ...one!, outcome: { ...one!.outcome, felt: unserved } }
    expect(renderExplanations([none], result, PLAIN)).toMatch(/Requests {11}0 of \d+ requests were/)
  })

  test.each<[number, number, boolean, string]>([
    [0, 1, true, 'No interval lost a request.\n'],
    [0, 3, false, 'No interval had a load above capacity.\n'],
    [1, 3, true, '\n\nNo other interval lost a request.\n'],
    [1, 1, true, 'requests\n'],
  ])('of %i intervals where %i were asked for says so', async (count, asked, simulated, end) => {
    const result = sampleResult({ simulated })
    const explained = (await explainIn(result, 20)).slice(0, count)
    const text = renderExplanations(explained, result, { ...PLAIN, asked })
    if (count < asked) expect(text.endsWith(end)).toBe(true)
    else expect(text).not.toContain('No other')
  })

  test('of an open-loop interval counts the replicas by arithmetic', async () => {
    const actual = { ...FORECAST, requests: 2400 }
    const textOf = async (decided: Decided) => {
      const result = decidedResult(decided)
      return flat(renderExplanations(await explainIn(result, 1, true), result, PLAIN))
    }
    const text = await textOf({ forecast: FORECAST, actual })
    expect(text).toContain('0:01 to 0:02: load above capacity')
    expect(text).toContain('2 more prefill replicas (4 instead of 2)')
    expect(text).toContain('4 more decode replicas (8 instead of 4)')
    const settings = { maxGpuBudget: 6 }
    expect(await textOf({ forecast: FORECAST, actual, settings })).toContain(
      '12 GPUs in all, above the budget of 6',
    )
    expect(await textOf({ forecast: FORECAST })).toContain('load within capacity')
  })

  test('as data holds everything, in full precision', async () => {
    const result = sampleResult({ simulated: true })
    const explained = await explainIn(result, 42)
    const json = explanationJson(explained, { path: 'result.json', passShare: 0.99 })
    expect(JSON.parse(JSON.stringify(json))).toEqual({
      result: 'result.json',
      passShare: 0.99,
      intervals: explained,
    })
  })
})

describe('the lines of a decision', () => {
  interface Case extends Partial<Decided> {
    readonly title: string
    readonly says: readonly string[]
  }
  const CASES: readonly Case[] = [
    {
      title: 'say the arithmetic of both pools',
      says: [
        'Prefill: 1,200 requests × 1,000 input tokens ÷ 60 s = 20,000 tokens/s',
        '÷ 10,000 tokens/s/GPU ÷ 1 GPU = 2, so 2 replicas (at a TTFT of 100 ms; target 500 ms)',
        'Decode: 1,200 requests × 200 output tokens ÷ 60 s = 4,000 tokens/s',
        '÷ 1,000 tokens/s/GPU ÷ 1 GPU = 4, so 4 replicas (at an ITL of 50 ms; target 50 ms)',
        'GPUs: 6 GPUs given: 2 prefill + 4 decode replicas; no budget, the minimum 1 replica a pool',
        'Bound by: nothing but the forecast load',
      ],
    },
    {
      title: 'say by how much the forecast was off',
      actual: { requests: 1500, isl: 900, osl: 200 },
      says: [
        'Forecast → actual: requests 1,200 → 1,500 (+25 %); ISL 1,000 → 900 (−10 %); OSL 200 → 200',
      ],
    },
    {
      title: 'say how a correction acted',
      correction: { prefill: 0.5, decode: 2 },
      says: [
        '= 20,000 tokens/s × correction 0.5 = 10,000',
        'target 50 ms ÷ correction 2 = 25 ms',
        'the correction of prefill: the TTFT observed was 0.5 × that of the profile; without it 2 replicas',
        'the correction of decode: the ITL observed was 2 × that of the profile; without it 4 or fewer, the result does not tell how many',
      ],
    },
    {
      title: 'show why a need just above a whole number is rounded up',
      forecast: { requests: 1200.01, isl: 1000, osl: 200 },
      says: ['= 2.00002, so 3 replicas'],
    },
    {
      title: 'say what the budget left',
      settings: { maxGpuBudget: 4 },
      says: [
        '6 GPUs wanted, 4 GPUs given: 1 prefill + 3 decode replicas; the budget is 4',
        'the budget: 6 GPUs wanted (2 prefill + 4 decode), the budget is 4: 1 prefill + 3 decode, 4 GPUs',
      ],
    },
    {
      title: 'say the minimum and the start-up',
      settings: { minEndpoint: 3 },
      ready: [
        { prefill: 1, decode: 4 },
        { prefill: 3, decode: 4 },
      ],
      says: [
        'the minimum: prefill has 3 replicas though the load asks for fewer',
        'start-up: 1 of 3 prefill replicas was ready when the interval began; a new one takes 60 s',
      ],
    },
    {
      title: 'say that a former decision stood in the way',
      said: [{ code: 'skipped', text: 'decision 2 is not acknowledged yet' }],
      says: [
        'a former decision, whose replicas were still starting: this one was not carried out (decision 2 is not acknowledged yet)',
      ],
    },
    {
      title: 'say what the forecast missed',
      actual: { ...FORECAST, requests: 2400 },
      says: [
        'the forecast: the traffic that came takes 4 prefill replicas by the profile, the forecast asked for 2',
      ],
    },
  ]

  test.each(CASES)('$title', ({ says, forecast = FORECAST, ...decided }) => {
    const result = decidedResult({ forecast, ...decided })
    const text = decisionLines(explainDecision(result, 1), result)
      .map(([label, line]) => (label === '' ? line : `${label}: ${line}`))
      .join('\n')
    for (const part of says) expect(text).toContain(part)
  })
})

test.each<[Change, string]>([
  [
    { kind: 'replicas', more: { prefill: 1, decode: 0 }, from: 42, through: 42 },
    '1 more prefill replica in this interval',
  ],
  [
    { kind: 'replicas', more: { prefill: 2, decode: 1 }, from: 40, through: 42 },
    '2 more prefill replicas and 1 more decode replica from 0:40 on',
  ],
  [
    { kind: 'replicas', more: { prefill: 0, decode: 3 }, from: 0, through: 42 },
    '3 more decode replicas since the trace began',
  ],
  [
    { kind: 'shift', more: { prefill: 1, decode: -2 }, from: 42, through: 42 },
    '1 more prefill replica and 2 fewer decode replicas in this interval, within the budget of 8 GPUs',
  ],
  [{ kind: 'fleet', fleet: { prefill: 3, decode: 2 } }, 'a fixed fleet of 3 + 2 (--fleet 3,2)'],
  [{ kind: 'forecast', from: 42, through: 42 }, 'a perfect forecast of this interval'],
  [{ kind: 'forecast', from: 1, through: 42 }, 'a perfect forecast from 0:01 on'],
  [{ kind: 'correction' }, 'no correction (--no-correction)'],
  [{ kind: 'startup', seconds: 0 }, 'no start-up time (--startup-seconds 0)'],
  [{ kind: 'startup', seconds: 30 }, 'a start-up of 30 s (--startup-seconds 30)'],
  [{ kind: 'budget' }, 'no GPU budget (--max-gpu-budget -1)'],
])('a change in words: %j', async (change, text) => {
  const result = sampleResult({ simulated: true })
  const [explanation] = await explainIn(result, 42)
  expect(changeText(change, { result, explanation: explanation! })).toBe(text)
})

function flat(text: string): string {
  return text.replace(/\s+/g, ' ')
}
