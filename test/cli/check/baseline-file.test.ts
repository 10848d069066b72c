import { describe, expect, test } from 'vitest'
import { parseBaseline } from '../../../src/cli/check/baseline-file.js'
import { type Baseline, baselineOf, type Inputs } from '../../../src/regression/baseline.js'
import { sampleResult } from '../../helpers/sample-result.js'

const INPUTS: Inputs = {
  trace: { name: 't.jsonl', sha256: 'a'.repeat(64) },
  profile: { name: 'p', sha256: 'b'.repeat(64) },
  warmup: null,
}
const RESULT = sampleResult({ simulated: true })
const GOOD = baselineOf(RESULT, INPUTS)

function read(text: string) {
  return parseBaseline(text, { path: 'x.json', settings: RESULT.settings, inputs: INPUTS })
}

function changed(parts: object) {
  return read(JSON.stringify({ ...GOOD, ...parts }))
}

test('a baseline reads as it was written', () => {
  const { baseline, notes } = changed({})
  expect(baseline).toEqual({ ...GOOD, settings: RESULT.settings })
  expect(notes).toEqual([])
})

describe('what is no baseline is refused, with its path', () => {
  test.each([
    ['nothing', ''],
    ['not JSON', '{'],
    ['a list', '[]'],
    ['another object', '{"a": 1}'],
    ['parts missing', '{"schemaVersion": 1}'],
    ['another version without metrics', '{"schemaVersion": 2}'],
    ['a wrong digest', { inputs: { ...INPUTS, trace: { name: 't', sha256: '12' } } }],
    ['decisions out of order', { decisions: [GOOD.decisions[1], GOOD.decisions[0]] }],
    ['no decisions', { decisions: [] }],
    ['a decision after the end', { intervals: 2 }],
    ['a setting that cannot be', { settings: { ...GOOD.settings, ttftMs: -1 } }],
  ])('%s', (_, content) => {
    const text = typeof content === 'string' ? content : JSON.stringify({ ...GOOD, ...content })
    expect(() => read(text)).toThrow(/^x\.json: /)
  })

  test('a merge left undecided is called so', () => {
    expect(() => read('<<<<<<< HEAD\n{}\n=======\n>>>>>>> main\n')).toThrow('conflict marks')
  })
})

describe('of another version', () => {
  test('what means the same is compared, and it is said what', () => {
    const { baseline, notes } = changed({ schemaVersion: 2, surprise: true })
    expect(baseline.metrics).toEqual(GOOD.metrics)
    expect(baseline.decisions).toEqual(GOOD.decisions)
    expect(notes).toEqual([
      'the baseline has schemaVersion 2, this planner writes 1: compared are its metrics and decisions',
    ])
  })

  test('decisions of another shape are left out, and it is said', () => {
    const { baseline, notes } = changed({ schemaVersion: 2, decisions: 'aaab' })
    expect(baseline).toMatchObject({ intervals: 0, decisions: [] } satisfies Partial<Baseline>)
    expect(notes[0]).toMatch(/compared are its metrics$/)
  })

  test('a setting that this planner does not know is named', () => {
    const { notes } = changed({ settings: { ...GOOD.settings, magic: 3 } })
    expect(notes).toEqual(['the baseline has settings this planner does not know: magic'])
  })
})
