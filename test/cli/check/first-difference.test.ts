import { beforeAll, describe, expect, test } from 'vitest'
import { firstDifference } from '../../../src/cli/check/first-difference.js'
import { type Baseline, baselineOf, type Inputs } from '../../../src/regression/baseline.js'
import { compareWithBaseline } from '../../../src/regression/comparison.js'
import { explainDecision } from '../../../src/run/explain/decision.js'
import type { Result } from '../../../src/run/result.js'
import { played, WAVE } from '../../helpers/explain.js'

const INPUTS: Inputs = {
  trace: { name: 't.jsonl', sha256: 'a'.repeat(64) },
  profile: { name: 'p', sha256: 'b'.repeat(64) },
  warmup: null,
}
const OTHER_PROFILE: Inputs = { ...INPUTS, profile: { name: 'p', sha256: 'c'.repeat(64) } }

let before: Result
let now: Result

beforeAll(async () => {
  before = (await played({ loadPredictor: 'kalman' }, WAVE)).result
  now = (await played({ loadPredictor: 'constant' }, WAVE)).result
})

function difference(changed: Partial<Baseline>, inputs: Inputs = INPUTS) {
  const baseline = { ...baselineOf(before, INPUTS), ...changed }
  const comparison = compareWithBaseline({
    ...{ baseline, result: now, inputs },
    ...{ tolerances: {}, budgets: [] },
  })
  const replayed: string[] = []
  const found = firstDifference({
    baseline,
    result: now,
    comparison,
    replay: async ({ loadPredictor }) => {
      replayed.push(loadPredictor)
      return before
    },
  })
  return { found, replayed }
}

describe('the arithmetic of the baseline', () => {
  test('comes from its file, and is what its run would have said', async () => {
    const { found, replayed } = difference({}, OTHER_PROFILE)
    const { index, baseline, causes } = (await found)!
    expect(baseline).toMatchObject({ at: index, from: 'the baseline file' })
    const exact = explainDecision(before, index)
    for (const [i, { sizing, replicas }] of exact.pools.entries()) {
      expect(baseline.decision.pools[i]).toMatchObject({ replicas })
      expect(baseline.decision.pools[i]!.sizing?.wanted).toBe(sizing?.wanted)
      expect(baseline.decision.pools[i]!.sizing?.needed).toBeCloseTo(sizing!.needed, 3)
    }
    expect(causes[0]).toMatch(/^forecast: requests /)
    expect(replayed).toEqual([])
  })

  test('is that of its settings played again, where the file has none and inputs are the same', async () => {
    const { found, replayed } = difference({ why: [] })
    const { index, baseline } = (await found)!
    expect(replayed).toEqual(['kalman'])
    expect(baseline).toMatchObject({
      at: index,
      from: "a run with the baseline's settings",
      replicas: before.intervals[index]!.target,
    })
  })

  test('is that of the last one known, and called so, where inputs changed; no cause is guessed', async () => {
    const why = baselineOf(before, INPUTS).why.slice(0, 2)
    const { found, replayed } = difference({ why }, OTHER_PROFILE)
    const { index, baseline, causes } = (await found)!
    expect(index).toBeGreaterThan(1)
    expect(baseline).toMatchObject({ at: 1, replicas: before.intervals[index]!.target })
    expect(causes).toEqual([])
    expect(replayed).toEqual([])
  })

  test('is not made up where nothing is known', async () => {
    const { found } = difference({ why: [] }, OTHER_PROFILE)
    const { baseline } = (await found)!
    expect(baseline.lines).toEqual([])
  })
})

test('where no decision differs there is no first difference', async () => {
  now = before
  expect(await difference({}).found).toBeNull()
})
