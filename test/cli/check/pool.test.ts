import { describe, expect, inject, test } from 'vitest'
import type { CheckCase } from '../../../src/cli/check/cases.js'
import { resolveCases } from '../../../src/cli/check/cases.js'
import { parseCheckFile } from '../../../src/cli/check/check-file.js'
import { runJobs } from '../../../src/cli/check/pool.js'
import { endingOf, worstEnding } from '../../../src/regression/case-report.js'

const TRACE = new URL('../../../traces/spike.csv', import.meta.url).pathname
const TEXT = `settings: { simulate: none, adjustment-interval: 300, load-predictor: constant, profile: h200-llama-3.1-8b }
cases:
${['a', 'b', 'c', 'd'].map((name) => `  - { name: ${name}, trace: ${TRACE} }`).join('\n')}
`

async function run(spoil: (one: CheckCase) => CheckCase, workers: number) {
  expect(inject('buildError')).toBe('')
  const cases = await resolveCases(parseCheckFile(TEXT, 'x.yaml'))
  const counted: number[] = []
  const done = await runJobs(
    cases.map((one) => ({ case: one.name === 'b' ? spoil(one) : one, update: true })),
    {
      workers,
      plannerVersion: '0.0.0',
      signal: new AbortController().signal,
      onDone: (count) => counted.push(count),
    },
  )
  expect(counted).toEqual([1, 2, 3, 4])
  return done.map(({ report }) => report)
}

describe.each([1, 2])('with %d at a time', (workers) => {
  test('a case that crashes is its own failure, and the others run', async () => {
    // What no check file can say: the stages trust their types.
    const reports = await run((one) => ({ ...one, settings: null as never }), workers)
    expect(reports.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
    expect(reports.map(endingOf)).toEqual(['passed', 'crashed', 'passed', 'passed'])
    expect(reports[1]!.outcome).toMatchObject({
      message: expect.stringContaining('internal error'),
    })
    expect(worstEnding(reports)).toBe('crashed')
  })
})
