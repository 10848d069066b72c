import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorLine, filesIn, runPlanner, scratchFolder } from '../helpers/planner.js'
import { describeShared, sharedIsThere, sharedPath } from '../helpers/shared.js'

/** What each case of ../shared/conformance/errors must say; `null` where it rightly succeeds. */
const EXPECTED: Readonly<Record<string, readonly string[] | null>> = {
  err_blank_lines: ['err_blank_lines.jsonl', 'the trace is empty'],
  err_empty: ['err_empty.jsonl', 'the trace is empty'],
  err_gpus_zero: ['--prefill-engine-num-gpu', '0', 'at least 1'],
  err_interval_zero: ['--adjustment-interval', '0', 'above 0'],
  err_malformed: ['err_malformed.jsonl:'],
  err_missing_field: ['err_missing_field.jsonl:', 'output_length'],
  err_negative_min_endpoint: ['--min-endpoint', '-1', 'at least 0'],
  err_negative_ts: ['err_negative_ts.jsonl:', '-'],
  err_preswept_nofile: ['b200_vllm_x', 'no pre-swept set'],
  err_preswept_nomatch: ['16'],
  err_profile_missing: ['/nonexistent'],
  err_trace_missing: ['/nonexistent.jsonl', 'no such file'],
  err_unknown_predictor: ['--load-predictor', 'lstm', 'arima'],
  // The reference goes on without the warm-up; a warm-up that is asked for and empty is a mistake.
  err_warmup_empty: ['err_empty.jsonl', 'the trace is empty'],
  err_warmup_malformed: ['err_malformed.jsonl:'],
  err_warmup_missing: ['/nonexistent.jsonl', 'no such file'],
  // Requests of zero tokens are requests: they need no capacity, and the minimum runs.
  err_zero_lengths: null,
  err_zero_lengths_kalman: null,
}

interface ErrorCase {
  readonly trace: string
  readonly config?: Readonly<Record<string, string | number | boolean | null>>
  readonly argv?: readonly string[]
}

describeShared('the cases of ../shared/conformance/errors', () => {
  const names = sharedIsThere
    ? readdirSync(sharedPath('conformance', 'errors')).map((file) => file.replace(/\.json$/, ''))
    : []

  test('all have an expectation', () => {
    expect(names.filter((name) => !(name in EXPECTED))).toEqual([])
  })

  test.concurrent.each(names)('%s', async (name) => {
    const folder = scratchFolder()
    const ended = await runPlanner(['dryrun', ...argumentsOf(name)], { cwd: folder })
    const says = EXPECTED[name]
    if (says === null || says === undefined) {
      expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
      expect(minimumEverywhere(folder)).toBe(true)
      return
    }
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
    for (const part of says) expect(errorLine(ended)).toContain(part)
    expect(filesIn(folder)).toEqual([])
  })
})

function argumentsOf(name: string): string[] {
  const text = readFileSync(sharedPath('conformance', 'errors', `${name}.json`), 'utf8')
  const { trace, config, argv } = JSON.parse(text) as ErrorCase
  const preSwept = ['--pre-swept-dir', sharedPath('data', 'profiles')]
  if (argv) {
    const file = trace === 'azcode' ? 'azure_code' : trace
    const path = trace === 'missing' ? '/nonexistent.jsonl' : dataPath(`traces/${file}.jsonl`)
    return [path, ...argv.map((word) => (word.startsWith('profiles/') ? dataPath(word) : word))]
  }
  return [...preSwept, ...Object.entries(config ?? {}).flatMap(([key, value]) => flag(key, value))]
}

function flag(key: string, value: string | number | boolean | null): string[] {
  const name = `--${key.replaceAll('_', '-')}`
  if (value === null || value === false) return []
  if (value === true) return [name]
  const isPath = typeof value === 'string' && /^(traces|profiles)\//.test(value)
  return [name, isPath ? dataPath(value) : String(value)]
}

function dataPath(path: string): string {
  return sharedPath('data', ...path.split('/'))
}

function minimumEverywhere(folder: string): boolean {
  const { intervals } = JSON.parse(readFileSync(`${folder}/planner-out/result.json`, 'utf8')) as {
    intervals: readonly { target: { prefill: number; decode: number } }[]
  }
  return intervals.every(({ target }) => target.prefill === 1 && target.decode === 1)
}
