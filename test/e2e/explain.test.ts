import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ExplainJson } from '../../src/report/explain.js'
import type { Result } from '../../src/run/result.js'
import { errorLine, filesIn, runPlanner, scratchFolder } from '../helpers/planner.js'
import { sampleResult } from '../helpers/sample-result.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const folder = scratchFolder()
const GUIDE = readFileSync(join(ROOT, 'docs/explain.md'), 'utf8')
/** The first shell block of the guide: a dry run, and what explains it. */
const [DRYRUN, EXPLAIN] = /```sh\n(.*)\n(.*)\n```/.exec(GUIDE)!.slice(1)
/** What the second command prints. */
const PRINTED = /```\n(Interval [\s\S]*?)\n```\n/.exec(GUIDE)![1]

const planner = (...args: readonly string[]) => runPlanner(args, { cwd: folder })
const explain = (...args: readonly string[]) => planner('explain', ...args)
const words = (command: string | undefined) => command!.split(' ').slice(1)

mkdirSync(join(folder, 'traces'))
copyFileSync(join(ROOT, 'traces/bursty.jsonl.gz'), join(folder, 'traces/bursty.jsonl.gz'))
writeFileSync(join(folder, 'text.json'), 'no JSON')
writeFileSync(join(folder, 'other.json'), '{"schemaVersion": 9}')
writeFileSync(join(folder, 'open.json'), JSON.stringify(sampleResult()))

beforeAll(async () => {
  const { exitCode, stderr } = await planner(...words(DRYRUN), '--simulate', 'requests')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
})

/** The result of the guide with something changed, as a file. */
function changedResult(name: string, change: (result: Result) => unknown): string {
  const text = readFileSync(join(folder, 'planner-out/result.json'), 'utf8')
  writeFileSync(join(folder, name), JSON.stringify(change(JSON.parse(text))))
  return name
}

describe('planner explain', () => {
  test('prints what docs/explain.md shows, and writes no file', async () => {
    const before = filesIn(folder)
    const { exitCode, stdout, stderr } = await planner(...words(EXPLAIN))
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toBe(`${PRINTED}\n`)
    expect(filesIn(folder)).toEqual(before)
  })

  test('--json prints the same as data, and nothing else', async () => {
    const { stdout, stderr } = await explain('--interval', '78', '--json')
    expect(stderr).toBe('')
    const { result, passShare, intervals } = JSON.parse(stdout) as ExplainJson
    expect({ result, passShare }).toEqual({ result: 'planner-out/result.json', passShare: 0.99 })
    expect(intervals).toHaveLength(1)
    expect(intervals[0]).toMatchObject({
      index: 78,
      startSeconds: 4680,
      endSeconds: 4740,
      decision: { planned: true, gpus: { given: 2 }, gpuBudget: 12 },
      outcome: { requests: 503, passes: false },
      counterfactual: {
        method: 'simulation',
        soughtRequests: 495,
        alone: { missed: 4 },
        // One prefill replica more passes as well, but with twelve of decode.
        found: { change: { more: { prefill: 2, decode: 1 }, from: 77, through: 78 }, gpus: 5 },
      },
    })
  })

  test('--worst says so when fewer intervals lost a request', async () => {
    const calm = changedResult('calm.json', ({ intervals, ...rest }) => ({
      ...rest,
      intervals: intervals.map(({ observed, simulated, ...record }) => ({
        ...record,
        observed,
        simulated: {
          ...simulated,
          goodputRequests: observed.requests,
          sla: { ttft: 1, itl: 1, both: 1 },
        },
      })),
    }))
    const { exitCode, stdout } = await explain(calm, '--worst', '5')
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'No interval lost a request.\n' })
  })

  test('--no-counterfactual reads the result alone', async () => {
    const gone = changedResult('gone.json', ({ trace, ...rest }) => ({
      ...rest,
      trace: { ...trace, name: 'gone.jsonl' },
    }))
    const { exitCode, stdout } = await explain(gone, '--at', '1:18', '--no-counterfactual')
    expect(exitCode).toBe(0)
    expect(stdout).toBe(`${PRINTED!.split('\n\nWhat would have helped')[0]}\n`)
  })

  test('--trace - reads the trace from standard input', async () => {
    const input = gunzipSync(readFileSync(join(folder, 'traces/bursty.jsonl.gz'))).toString()
    const args = ['explain', '--at', '1:18', '--trace', '-']
    const { stdout, stderr } = await runPlanner(args, { cwd: folder, input })
    expect({ stdout, stderr }).toEqual({ stdout: `${PRINTED}\n`, stderr: '' })
  })

  test('--trace finds a trace that has moved', async () => {
    const here = join(folder, 'traces/bursty.jsonl.gz')
    const moved = join(folder, 'moved.jsonl.gz')
    renameSync(here, moved)
    try {
      const lost = await explain('--at', '1:18')
      expect(lost.exitCode).toBe(2)
      expect(errorLine(lost)).toContain('traces/bursty.jsonl.gz')
      expect(lost.stderr).toContain('--no-counterfactual')
      const found = await explain('--at', '1:18', '--trace', 'moved.jsonl.gz')
      expect(found.stdout).toBe(`${PRINTED}\n`)
    } finally {
      renameSync(moved, here)
    }
  })

  test('an open-loop result is explained by arithmetic', async () => {
    const { exitCode, stdout } = await explain('open.json', '--worst', '1')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('load above capacity')
    expect(stdout).toMatch(/By arithmetic +\d+ more prefill replicas/)
  })
})

describe('bad input is one line and exit code 2', () => {
  const AT = ['--at', '1:18']
  const LINE = '{"timestamp": 0, "input_length": 100, "output_length": 10}\n'
  writeFileSync(join(folder, 'short.jsonl'), LINE)

  test.each<{ title: string; args: readonly string[]; says: readonly string[] }>([
    { title: 'no interval', args: [], says: ['exactly one of --at, --interval and --worst'] },
    { title: 'two choices', args: [...AT, '--worst', '1'], says: ['--at 1:18, --worst 1'] },
    { title: 'a time outside', args: ['--at', '9:00'], says: ['9:00', '0:00 until 2:00'] },
    { title: 'no time', args: ['--at', 'noon'], says: ["'noon' is no time", 'h:mm'] },
    { title: 'an index outside', args: ['--interval', '120'], says: ['120', 'from 0 to 119'] },
    { title: 'a negative index', args: ['--interval=-1'], says: ["'-1'", 'at least 0'] },
    { title: 'none of the worst', args: ['--worst', '0'], says: ["'0'", 'at least 1'] },
    { title: 'a share above 1', args: [...AT, '--pass', '99'], says: ['--pass', "'99'"] },
    { title: 'no result there', args: ['none.json', ...AT], says: ['none.json', 'no such file'] },
    { title: 'no JSON', args: ['text.json', ...AT], says: ['text.json', 'JSON'] },
    { title: 'another version', args: ['other.json', ...AT], says: ['schemaVersion 9'] },
    { title: 'no trace there', args: [...AT, '--trace', 'none.jsonl'], says: ['none.jsonl'] },
    {
      title: 'another trace',
      args: [...AT, '--trace', 'short.jsonl'],
      says: ['short.jsonl is not the trace of the result', 'it has 1 requests'],
    },
    {
      title: 'a share for an open-loop result',
      args: ['open.json', '--worst', '1', '--pass', '0.9'],
      says: ['--pass has no use for an open-loop result'],
    },
    {
      title: 'a trace that is not read',
      args: [...AT, '--trace', 'short.jsonl', '--no-counterfactual'],
      says: ['--trace has no use with --no-counterfactual'],
    },
    { title: 'an unknown flag', args: ['--att', '1:18'], says: ['--att'] },
  ])('$title', async ({ args, says }) => {
    const ended = await explain(...args)
    expect(ended.exitCode).toBe(2)
    expect(ended.stdout).toBe('')
    for (const part of says) expect(errorLine(ended)).toContain(part)
  })

  test.each<{ title: string; change: (result: Result) => unknown; says: readonly string[] }>([
    {
      title: 'a trace that was read from standard input',
      change: (result) => ({ ...result, trace: { ...result.trace, name: '-' } }),
      says: ['the trace was read from standard input'],
    },
    {
      title: 'another profile of the same name',
      change: (result) => ({
        ...result,
        settings: { ...result.settings, profileResultsDir: 'h200-llama-3.1-8b' },
      }),
      says: ['h200-llama-3.1-8b is not the profile of the result'],
    },
    {
      title: 'a decision without its numbers',
      change: ({ intervals, ...rest }) => ({
        ...rest,
        intervals: intervals.map(({ decision, ...record }) => ({
          ...record,
          decision: { reasons: decision.reasons },
        })),
      }),
      says: ['intervals.0.decision.unclamped cannot be explained'],
    },
    {
      title: 'intervals of which some are simulated',
      change: ({ intervals, ...rest }) => ({
        ...rest,
        intervals: intervals.map(({ simulated, ...record }, i) =>
          i === 5 ? record : { ...record, simulated },
        ),
      }),
      says: ['119 of 120 intervals are simulated'],
    },
    {
      title: 'a run that played again has another outcome',
      change: (result) => ({ ...result, settings: { ...result.settings, itlMs: 60 } }),
      says: ['played again, interval 78 has', 'not 0 as in the result'],
    },
  ])('$title', async ({ title, change, says }) => {
    const ended = await explain(changedResult(`${title}.json`, change), ...AT)
    expect(ended.exitCode).toBe(2)
    expect(ended.stdout).toBe('')
    for (const part of says) expect(errorLine(ended)).toContain(part)
  })
})
