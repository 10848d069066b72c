import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { errorLine, filesIn, runPlanner, scratchFolder } from '../helpers/planner.js'

const SETTINGS =
  'settings:\n  simulate: requests\n  adjustment-interval: 60\n  itl: 20\n  load-predictor: kalman\n  max-gpu-budget: 12\n'

/** 20 minutes of traffic that swells and falls. */
function traceText(peak: number): string {
  return Array.from({ length: 4000 }, (_, i) =>
    JSON.stringify({
      timestamp: i * 300,
      input_length: 1500 + Math.round(peak * (1 + Math.sin(i / 500))),
      output_length: 150,
    }),
  ).join('\n')
}

function caseText(name: string, more = ''): string {
  return `  - name: ${name}\n    trace: traces/wave.jsonl\n    profile: l40s-llama-3.1-8b\n${more}`
}

const CASES = [
  caseText('one'),
  caseText('two', '    settings: { ttft: 300 }\n'),
  caseText('three', '    seed: 3\n'),
]

/** A checkout with a check file of three cases and their baselines; made once, copied for each test. */
let made = ''

beforeAll(async () => {
  made = scratchFolder()
  mkdirSync(join(made, 'traces'))
  writeFileSync(join(made, 'traces/wave.jsonl'), traceText(800))
  writeFileSync(join(made, 'planner.check.yaml'), `${SETTINGS}cases:\n${CASES.join('')}`)
  execFileSync('git', ['init', '-q'], { cwd: made })
  expect(await check(made, ['--update'])).toMatchObject({ exitCode: 0, stderr: '' })
})

function checkout(): string {
  const folder = scratchFolder()
  cpSync(made, folder, { recursive: true })
  return folder
}

function check(cwd: string, args: readonly string[] = []) {
  return runPlanner(['check', ...args], { cwd })
}

function edit(cwd: string, change: (text: string) => string, file = 'planner.check.yaml'): void {
  writeFileSync(join(cwd, file), change(readFileSync(join(cwd, file), 'utf8')))
}

describe('planner check', () => {
  test('what did not change passes', async () => {
    const ended = await check(checkout())
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
    expect(ended.stdout).toBe(
      'ok    one: same\nok    two: same\nok    three: same\n3 cases: 3 passed\n',
    )
  })

  test('a changed setting is a regression, and the finding says which, where and why', async () => {
    const cwd = checkout()
    edit(cwd, (text) => text.replace('itl: 20', 'itl: 12'))
    const { exitCode, stdout } = await check(cwd, ['--case', 'one'])
    expect(exitCode).toBe(1)
    for (const part of [
      'FAIL  one: ',
      'planner.check.yaml:8',
      'changed setting: itl 20 → 12',
      'first difference: interval ',
      '· decode: ITL target ',
      'Baseline, interval ',
      'Now, interval ',
      'output tokens ÷ 60 s',
      '1 case: 1 regressed',
    ]) {
      expect(stdout).toContain(part)
    }
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  test('a regression without another decision says where requests first fared differently', async () => {
    const cwd = checkout()
    edit(cwd, (text) => text.replace('settings:\n', 'settings:\n  no-correction: true\n'))
    await check(cwd, ['--update', '--case', 'one'])
    edit(cwd, (text) =>
      text.replace(
        'settings:\n',
        'settings:\n  kv-transfer-gbps: 10\n  kv-bytes-per-token: 131072\n',
      ),
    )
    const { exitCode, stdout } = await check(cwd, ['--case', 'one'])
    expect(exitCode).toBe(1)
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /all 20 intervals have the replicas of the baseline; requests first fare differently in interval \d+ at 0:\d\d: /,
    )
  })

  test('--update agrees to it, says what changed, and the next check passes', async () => {
    const cwd = checkout()
    edit(cwd, (text) => text.replace('itl: 20', 'itl: 12'))
    const updated = await check(cwd, ['--update', '--case', 'one'])
    expect(updated).toMatchObject({ exitCode: 0, stderr: '' })
    expect(updated.stdout).toContain('baseline rewritten')
    expect(updated.stdout).toContain('changed setting: itl 20 → 12')
    const ended = await check(cwd)
    expect(ended.exitCode).toBe(1)
    expect(ended.stdout).toContain('ok    one: same')
    expect(ended.stdout).toContain('3 cases: 1 passed, 2 regressed')
    expect(
      filesIn(cwd).filter((file) => /lock|tmp/.test(file) && !file.startsWith('.git')),
    ).toEqual([])
  })

  test('a budget is a gate whatever the baseline was', async () => {
    const cwd = checkout()
    edit(cwd, (text) => `budgets: [gpuHours <= 0.1]\n${text}`)
    const { exitCode, stdout } = await check(cwd, ['--case', 'two'])
    expect(exitCode).toBe(1)
    expect(stdout).toContain('over budget: gpuHours <= 0.1')
  })

  test('a changed trace is said before anything is compared', async () => {
    const cwd = checkout()
    writeFileSync(join(cwd, 'traces/wave.jsonl'), traceText(900))
    const { stdout } = await check(cwd, ['--case', 'one'])
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /note: the trace changed: traces\/wave\.jsonl \([0-9a-f]{12}\) → traces\/wave\.jsonl \([0-9a-f]{12}\).*baseline now/,
    )
  })

  test('a setting in the planner.yaml that the cases take is guarded, too', async () => {
    const cwd = checkout()
    edit(cwd, (text) => `config: deploy/planner.yaml\n${text.replace('  itl: 20\n', '')}`)
    mkdirSync(join(cwd, 'deploy'))
    writeFileSync(join(cwd, 'deploy/planner.yaml'), 'itl: 20\nnamespace: prod\noutput: out\n')
    expect(await check(cwd)).toMatchObject({ exitCode: 0 })
    writeFileSync(join(cwd, 'deploy/planner.yaml'), 'itl: 12\nnamespace: prod\n')
    expect(await check(cwd)).toMatchObject({ exitCode: 1 })
  })

  test('run from another folder it finds the same and says the same', async () => {
    const cwd = checkout()
    const elsewhere = await runPlanner(['check', 'planner.check.yaml', '--json'], { cwd })
    mkdirSync(join(cwd, 'sub'))
    const below = await runPlanner(['check', '../planner.check.yaml', '--json'], {
      cwd: join(cwd, 'sub'),
    })
    expect(below.stdout.replaceAll('../', '')).toBe(elsewhere.stdout)
  })
})

describe('the bytes of a report and of baselines do not depend on', () => {
  test('how many cases run at a time', async () => {
    const cwd = checkout()
    edit(cwd, (text) => text.replace('itl: 20', 'itl: 15'))
    const reports = [
      '--reporter=junit=r.xml',
      '--reporter=markdown=r.md',
      '--reporter=json=r.json',
      '--reporter=github',
    ]
    const texts = []
    for (const workers of ['1', '2', '7']) {
      const { stdout } = await check(cwd, ['--workers', workers, ...reports])
      texts.push([
        stdout,
        ...['r.xml', 'r.md', 'r.json'].map((file) => readFileSync(join(cwd, file), 'utf8')),
      ])
    }
    expect(texts[1]).toEqual(texts[0])
    expect(texts[2]).toEqual(texts[0])
  })

  test('the time zone, the language and settings of the environment', async () => {
    const cwd = checkout()
    const env = {
      TZ: 'Asia/Kathmandu',
      LANG: 'de_DE.UTF-8',
      DYN_NAMESPACE: 'prod',
      PLANNER_PROMETHEUS_PORT: '9085',
    }
    const there = await runPlanner(['check', '--json'], { cwd, env })
    expect(there).toEqual(await check(cwd, ['--json']))
  })

  test('the order of the cases', async () => {
    const cwd = checkout()
    const before = ['one', 'two', 'three'].map((name) =>
      readFileSync(join(cwd, `${name}.baseline.json`)),
    )
    edit(cwd, () => `${SETTINGS}cases:\n${[...CASES].reverse().join('')}`)
    const { stdout } = await check(cwd)
    expect(stdout).toBe('ok    three: same\nok    two: same\nok    one: same\n3 cases: 3 passed\n')
    rmSync(join(cwd, 'two.baseline.json'))
    await check(cwd, ['--update'])
    const after = ['one', 'two', 'three'].map((name) =>
      readFileSync(join(cwd, `${name}.baseline.json`)),
    )
    expect(after).toEqual(before)
  })
})

describe('what cannot be checked', () => {
  test('a missing baseline is broken input, says how to make it, and the others run', async () => {
    const cwd = checkout()
    rmSync(join(cwd, 'two.baseline.json'))
    const { exitCode, stdout } = await check(cwd)
    expect(exitCode).toBe(2)
    expect(stdout).toContain('ERROR two: no baseline: two.baseline.json is missing')
    expect(stdout).toContain("planner check --update --case 'two'")
    expect(stdout).toContain('3 cases: 2 passed, 1 broken')
  })

  test.each([
    [
      'a trace that is gone',
      (cwd: string) => renameSync(join(cwd, 'traces/wave.jsonl'), join(cwd, 'x')),
      'cannot read traces/wave.jsonl: no such file',
    ],
    [
      'a baseline that is none',
      (cwd: string) => writeFileSync(join(cwd, 'one.baseline.json'), '{'),
      'one.baseline.json: not a baseline',
    ],
  ])('%s is that case’s failure', async (_, spoil, says) => {
    const cwd = checkout()
    spoil(cwd)
    const { exitCode, stdout } = await check(cwd)
    expect(exitCode).toBe(2)
    expect(stdout).toContain(`ERROR one: ${says}`)
    expect(stdout).toContain('3 cases: ')
  })

  test('a trace outside the checkout is said', async () => {
    const cwd = checkout()
    const outside = scratchFolder()
    renameSync(join(cwd, 'traces/wave.jsonl'), join(outside, 'wave.jsonl'))
    edit(cwd, (text) => text.replaceAll('traces/wave.jsonl', join(outside, 'wave.jsonl')))
    const { exitCode, stdout } = await check(cwd, ['--case', 'one'])
    expect(exitCode).toBe(0)
    expect(stdout.replace(/\s+/g, ' ')).toContain('wave.jsonl lies outside the checkout')
  })

  test.each([
    ['no check file', ['none.yaml'], 'cannot read none.yaml: no such file'],
    ['an unknown case', ['--case', 'tow'], '--case tow: planner.check.yaml has no such case'],
    ['an unknown reporter', ['--reporter', 'xml'], "--reporter: 'xml' is not allowed"],
    [
      'two documents on standard output',
      ['--reporter', 'junit', '--reporter', 'json'],
      'needs standard output to itself',
    ],
    ['no workers', ['--workers', '0'], "--workers: '0' is not allowed"],
    ['one file to --diff', ['--diff', 'a.yaml'], '--diff takes two files'],
    ['a result and settings', ['--diff', 'a.yaml', 'b.json'], 'both must be the same'],
  ])('%s is one line', async (_, args, says) => {
    const ended = await check(made, args)
    expect(ended.exitCode).toBe(2)
    expect(errorLine(ended)).toContain(says)
  })

  test('while one updates another is told, and nothing is half-written', async () => {
    const cwd = checkout()
    edit(cwd, (text) => text.replace('itl: 20', 'itl: 15'))
    const both = await Promise.all([check(cwd, ['--update']), check(cwd, ['--update'])])
    const codes = both.map(({ exitCode }) => exitCode).sort()
    // One may be done before the other begins.
    expect([
      [0, 0],
      [0, 2],
    ]).toContainEqual(codes)
    const refused = both.find(({ exitCode }) => exitCode === 2)
    if (refused)
      expect(errorLine(refused)).toMatch(
        /is updating the same baselines: planner\.check\.yaml\.lock stands/,
      )
    expect(await check(cwd)).toMatchObject({ exitCode: 0 })
    expect(filesIn(cwd).filter((file) => /\.(lock|tmp)$/.test(file))).toEqual([])
  })

  test('a lock left behind is named, and how to be rid of it', async () => {
    const cwd = checkout()
    writeFileSync(join(cwd, 'planner.check.yaml.lock'), '4242\n')
    const ended = await check(cwd, ['--update'])
    expect(ended.exitCode).toBe(2)
    expect(errorLine(ended)).toContain('process 4242 is updating the same baselines')
    expect(ended.stderr).toContain('remove that file')
  })
})

describe('planner check init', () => {
  test('writes a check file that passes, and refuses to write over it', async () => {
    const cwd = checkout()
    const args = [
      'traces/wave.jsonl',
      '--profile',
      'l40s-llama-3.1-8b',
      '--itl',
      '20',
      '--adjustment-interval',
      '60',
      '--load-predictor',
      'kalman',
      '--file',
      'ci/first.yaml',
    ]
    const init = () => runPlanner(['check', 'init', ...args], { cwd })
    expect(await init()).toMatchObject({
      exitCode: 0,
      stdout: 'ci/first.yaml\nci/wave.baseline.json\n',
    })
    expect(readFileSync(join(cwd, 'ci/first.yaml'), 'utf8')).toContain(
      'trace: ../traces/wave.jsonl',
    )
    expect(await check(cwd, ['ci/first.yaml'])).toMatchObject({
      exitCode: 0,
      stdout: 'ok    wave: same\n1 case: 1 passed\n',
    })
    const again = await init()
    expect(again.exitCode).toBe(2)
    expect(errorLine(again)).toBe('ci/first.yaml is there already')
  })
})

test('planner check init without a profile says which there are, and leaves nothing behind', async () => {
  const cwd = checkout()
  const before = filesIn(cwd)
  const init = ['traces/wave.jsonl', '--file', 'ci/new/first.yaml']
  const ended = await runPlanner(['check', 'init', ...init], { cwd })
  expect(ended.exitCode).toBe(2)
  expect(errorLine(ended)).toBe('a profile is needed: --profile is missing')
  expect(ended.stderr).toContain('l40s-llama-3.1-8b')
  expect(filesIn(cwd)).toEqual(before)
})

describe('planner check --diff', () => {
  test('compares the cases with two files of settings, and draws both', async () => {
    const cwd = checkout()
    writeFileSync(join(cwd, 'a.yaml'), 'itl: 20\n')
    writeFileSync(join(cwd, 'b.yaml'), 'itl: 12\n')
    const args = ['--case', 'one', '--chart', 'd.svg', '--diff', 'a.yaml', 'b.yaml']
    const { exitCode, stdout } = await check(cwd, args)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('setting: itl 20 → 12')
    expect(stdout).toContain('Decode replicas   █ A  ─ B')
    expect(readFileSync(join(cwd, 'd.svg'), 'utf8')).toContain('Decode replicas')
  })

  test('compares two results', async () => {
    const cwd = checkout()
    for (const itl of ['20', '12']) {
      const args = [
        'traces/wave.jsonl',
        '--profile',
        'l40s-llama-3.1-8b',
        '--itl',
        itl,
        '--load-predictor',
        'kalman',
        '--output',
        itl,
      ]
      await runPlanner(['dryrun', ...args], { cwd })
    }
    const { exitCode, stdout } = await check(cwd, ['--diff', '20/result.json', '12/result.json'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('A: 20/result.json')
    expect(stdout).toContain('setting: itl 20 → 12')
  })
})
