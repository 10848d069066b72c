import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { BIN, runPlanner, scratchFolder } from '../helpers/planner.js'

interface Step {
  readonly name: string
  readonly id?: string
  readonly env: Readonly<Record<string, string>>
  readonly run: string
}

const ACTION = parse(
  readFileSync(new URL('../../deploy/github-action/action.yml', import.meta.url), 'utf8'),
) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>
  readonly runs: { readonly steps: readonly Step[] }
}

const TRACE = new URL('../../traces/spike.csv', import.meta.url).pathname

/** Stands for the command that talks to GitHub: notes what it is asked, and answers with a comment's id or none. */
const GH =
  '#!/bin/bash\necho "$*" >>"$GH_LOG"\ncase "$*" in *--jq*) printf "%s" "$GH_ANSWER" ;; esac\n'

let made = ''

beforeAll(async () => {
  made = scratchFolder()
  for (const folder of ['node_modules/.bin', 'tools', 'temp'])
    mkdirSync(join(made, folder), { recursive: true })
  symlinkSync(BIN, join(made, 'node_modules/.bin/planner'))
  writeFileSync(join(made, 'tools/gh'), GH, { mode: 0o755 })
  cpSync(TRACE, join(made, 'spike.csv'))
  const init = [
    'spike.csv',
    '--profile',
    'l40s-llama-3.1-8b',
    '--load-predictor',
    'constant',
    '--itl',
    '30',
  ]
  expect(await runPlanner(['check', 'init', ...init], { cwd: made })).toMatchObject({ exitCode: 0 })
})

/** Runs the steps as the runner does: bash with -e and pipefail, outputs and the summary by files. */
function runAction(options: { cwd: string; answer?: string }) {
  const { cwd, answer = '' } = options
  const files = Object.fromEntries(
    ['output', 'summary', 'gh'].map((name) => [name, join(cwd, 'temp', name)]),
  )
  const outputs: Record<string, string> = {}
  const ended = ACTION.runs.steps.map((step) => {
    writeFileSync(files.output!, '')
    const script = join(cwd, 'temp', 'step.sh')
    writeFileSync(script, step.run)
    const env = Object.fromEntries(
      Object.entries(step.env).map(([name, value]) => [name, expanded(value)]),
    )
    const { status, stdout } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', script],
      {
        cwd,
        encoding: 'utf8',
        env: {
          PATH: `${join(cwd, 'tools')}:${process.env.PATH}`,
          HOME: process.env.HOME,
          CI: 'true',
          RUNNER_TEMP: join(cwd, 'temp'),
          GITHUB_OUTPUT: files.output!,
          GITHUB_STEP_SUMMARY: files.summary!,
          GITHUB_REPOSITORY: 'team/site',
          GH_LOG: files.gh!,
          GH_ANSWER: answer,
          ...env,
        },
      },
    )
    for (const line of readFileSync(files.output!, 'utf8').split('\n')) {
      const [key, ...value] = line.split('=')
      if (key) outputs[key] = value.join('=')
    }
    return { name: step.name, status, stdout }
  })
  const read = (name: string) =>
    existsSync(files[name]!) ? readFileSync(files[name]!, 'utf8') : ''
  return { ended, outputs, summary: read('summary'), asked: read('gh') }

  function expanded(value: string): string {
    return value
      .replace(/\$\{\{ inputs\.([\w-]+) \}\}/, (_, name: string) => ACTION.inputs[name]!.default)
      .replace(/\$\{\{ steps\.check\.outputs\.([\w-]+) \}\}/, (_, name: string) => outputs[name]!)
      .replace(/\$\{\{ github\.event\.pull_request\.number \}\}/, '17')
      .replace(/\$\{\{ github\.token \}\}/, 'none')
  }
}

function checkout(): string {
  const cwd = scratchFolder()
  execFileSync('cp', ['-a', `${made}/.`, cwd])
  return cwd
}

describe('the GitHub action, step by step in a shell', () => {
  test('passes what passes, and writes the summary and the reports', () => {
    const cwd = checkout()
    const { ended, outputs, summary } = runAction({ cwd })
    expect(ended.map(({ status }) => status)).toEqual([0, 0, 0])
    expect(outputs['exit-code']).toBe('0')
    expect(summary).toContain('1 case: 1 passed')
    expect(readFileSync(join(cwd, 'planner-check.xml'), 'utf8')).toContain('failures="0"')
  })

  test('annotates a regression, comments, and only then fails', () => {
    const cwd = checkout()
    const file = join(cwd, 'planner.check.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace('itl: 30', 'itl: 12'))
    const { ended, summary, asked } = runAction({ cwd })
    expect(ended.map(({ status }) => status)).toEqual([0, 0, 1])
    expect(ended[0]!.stdout).toMatch(/^::error file=planner\.check\.yaml,line=\d+,title=/m)
    expect(summary).toContain('changed setting: `itl 30 → 12`')
    expect(asked).toMatch(
      /--method POST repos\/team\/site\/issues\/17\/comments -F body=@.*planner-check\.md/,
    )
  })

  test('writes its own comment anew instead of another', () => {
    const { asked } = runAction({ cwd: checkout(), answer: '5001\n5002' })
    expect(asked).toContain('--method PATCH repos/team/site/issues/comments/5001 ')
    expect(asked).not.toContain('POST')
  })

  test('ends with 2 where the check file is missing, and comments nothing', () => {
    const cwd = checkout()
    execFileSync('rm', [join(cwd, 'planner.check.yaml')])
    const { ended, asked } = runAction({ cwd })
    expect(ended.map(({ status }) => status)).toEqual([0, 0, 2])
    expect(asked).toBe('')
  })
})
