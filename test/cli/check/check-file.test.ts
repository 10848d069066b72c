import { describe, expect, test } from 'vitest'
import { resolveCases } from '../../../src/cli/check/cases.js'
import { parseCheckFile } from '../../../src/cli/check/check-file.js'
import { UserError } from '../../../src/domain/user-error.js'

const CASE = '  - name: one\n    trace: t.jsonl\n    profile: h200-llama-3.1-8b\n'

async function cases(text: string) {
  return resolveCases(parseCheckFile(text, 'c.yaml'))
}

async function refusal(text: string): Promise<UserError> {
  const error: unknown = await cases(text).then(
    () => new Error('it was taken'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UserError)
  return error as UserError
}

describe('a check file', () => {
  test('has settings, tolerances and budgets of all cases, which a case changes', async () => {
    const [one, two] = await cases(`settings: { ttft: 300, simulate: requests }
tolerances: { gpuHours: 2 %, attainment: 0.01 }
budgets: [attainment >= 0.9, gpuHours <= 40]
baselines: base
cases:
${CASE}
  - name: two
    trace: t.jsonl
    profile: h200-llama-3.1-8b
    seed: 7
    baseline: other.json
    settings: { ttft: 200 }
    tolerances: { gpuHours: any }
    budgets: [gpuHours <= 50]
`)
    expect(one).toMatchObject({
      settings: { ttftMs: 300, simulate: 'requests', seed: 1 },
      place: { file: 'c.yaml', line: 6, baseline: 'base/one.baseline.json' },
      budgets: [{ metric: 'attainment' }, { metric: 'gpuHours', limit: 40 }],
    })
    expect(two).toMatchObject({
      settings: { ttftMs: 200, simulate: 'requests', seed: 7 },
      place: { baseline: 'other.json' },
      tolerances: { gpuHours: { kind: 'any' }, attainment: { kind: 'absolute', amount: 0.01 } },
    })
    expect(two!.budgets).toEqual([
      { metric: 'attainment', operator: '>=', limit: 0.9 },
      { metric: 'gpuHours', operator: '<=', limit: 50 },
    ])
  })

  test('names baselines from its own folder, unless they are absolute', async () => {
    const text = `baselines: base\ncases:\n${CASE}${CASE.replace('one', 'two')}    baseline: /abs/x.json\n`
    const read = await resolveCases(parseCheckFile(text, 'ci/c.yaml'))
    expect(read.map(({ place }) => place.baseline)).toEqual([
      'ci/base/one.baseline.json',
      '/abs/x.json',
    ])
  })

  test('says which tolerances an open-loop case cannot be held to', async () => {
    const [one] = await cases(
      `settings: { simulate: none }\ntolerances: { attainment: 0.01, gpuHours: 1 }\ncases:\n${CASE}`,
    )
    expect(one!.notes).toEqual([
      'not judged without simulate: requests: the tolerances of attainment',
    ])
  })
})

describe('is refused in one line, with its place, the value and what is allowed', () => {
  const wrong: readonly { title: string; text: string; says: readonly string[]; hint?: string }[] =
    [
      { title: 'nothing in it', text: '', says: ['c.yaml:1'], hint: 'planner check init' },
      { title: 'no cases', text: 'settings: {}', says: ['cases is missing'] },
      {
        title: 'an empty list of cases',
        text: 'cases: []',
        says: ['c.yaml:1: cases', '[]', 'at least one'],
      },
      { title: 'not YAML', text: 'cases: [', says: ['c.yaml:1', 'not valid YAML'] },
      {
        title: 'an unknown key',
        text: `toleranses: {}\ncases:\n${CASE}`,
        says: ['c.yaml:1: toleranses: unknown key'],
        hint: 'tolerances',
      },
      {
        title: 'an unknown key of a case',
        text: `cases:\n${CASE}    trase: x\n`,
        says: ['c.yaml:5: cases[0].trase: unknown key'],
        hint: 'trace',
      },
      {
        title: 'an unknown setting',
        text: `cases:\n${CASE}    settings:\n      load-predicter: arima\n`,
        says: ['c.yaml:6: cases[0].settings.load-predicter: unknown setting'],
        hint: 'load-predictor',
      },
      {
        title: 'a setting that is not allowed',
        text: `settings:\n  ttft: -4\ncases:\n${CASE}`,
        says: ['c.yaml:2: settings.ttft: -4', 'above 0'],
      },
      {
        title: 'an unknown metric',
        text: `tolerances:\n  gpuhour: 1\ncases:\n${CASE}`,
        says: ['c.yaml:2: tolerances.gpuhour: unknown metric'],
        hint: 'gpuHours',
      },
      {
        title: 'a tolerance below 0',
        text: `tolerances:\n  gpuHours: -1\ncases:\n${CASE}`,
        says: ['c.yaml:2: tolerances.gpuHours: -1', 'at least 0'],
      },
      {
        title: 'a relative tolerance of replicas',
        text: `tolerances:\n  replicas: 5 %\ncases:\n${CASE}`,
        says: ['tolerances.replicas: "5 %"', 'number of replicas'],
      },
      {
        title: 'a budget that is none',
        text: `budgets:\n  - attainment above 0.9\ncases:\n${CASE}`,
        says: ['c.yaml:2: budgets[0]', 'attainment >= 0.99'],
      },
      {
        title: 'a budget of an unknown metric',
        text: `budgets:\n  - atainment >= 0.9\ncases:\n${CASE}`,
        says: ['unknown metric atainment'],
        hint: 'attainment',
      },
      {
        title: 'a budget that an open-loop case cannot keep or break',
        text: `settings: { simulate: none }\nbudgets: [attainment >= 0.9]\ncases:\n${CASE}`,
        says: ['c.yaml:4', "case 'one'", 'attainment >= 0.9', 'simulate: requests'],
      },
      {
        title: 'two cases of one name',
        text: `cases:\n${CASE}${CASE}`,
        says: ['c.yaml:5', 'the name one', 'line 2'],
      },
      {
        title: 'two cases with one baseline',
        text: `cases:\n${CASE}${CASE.replace('one', 'two')}    baseline: One.baseline.json\n`,
        says: ['c.yaml:5', 'the baseline One.baseline.json', 'line 2'],
      },
      {
        title: 'a name that no file can have',
        text: `cases:\n${CASE.replace('one', '../one')}`,
        says: ['c.yaml:2: cases[0].name: "../one"'],
      },
      {
        title: 'a setting given twice',
        text: `cases:\n${CASE}    seed: 3\n    settings: { seed: 4 }\n`,
        says: ['c.yaml:5: cases[0].seed', 'in settings, too'],
      },
      {
        title: 'a place for outputs',
        text: `cases:\n${CASE}    settings: { output: here }\n`,
        says: ['cases[0].settings.output', 'writes baselines and nothing else'],
      },
      {
        title: 'no profile',
        text: 'cases:\n  - name: one\n    trace: t.jsonl\n',
        says: ['c.yaml:2', 'profile'],
        hint: 'h200-llama-3.1-8b',
      },
    ]

  test.each(wrong)('$title', async ({ text, says, hint }) => {
    const error = await refusal(text)
    for (const part of says) expect(error.message).toContain(part)
    expect(error.message).not.toContain('\n')
    if (hint !== undefined) expect(error.hint).toContain(hint)
  })
})
