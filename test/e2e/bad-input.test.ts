import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mayMount } from '../helpers/disk.js'
import { BIN, errorLine, filesIn, runPlanner, scratchFolder } from '../helpers/planner.js'

const folder = scratchFolder()
const PROFILE = ['--profile', 'h200-llama-3.1-8b']
const LINE = '{"timestamp": 0, "input_length": 100, "output_length": 10}'

writeFileSync(join(folder, 'good.jsonl'), `${LINE}\n`)
writeFileSync(join(folder, 'empty.jsonl'), '')
writeFileSync(join(folder, 'blank.jsonl'), '\n\n\n')
writeFileSync(
  join(folder, 'bad-line.jsonl'),
  `${LINE}\n{"timestamp": 5, "input_length": -1, "output_length": 1}\n`,
)
writeFileSync(join(folder, 'wrong.csv'), 'time,tokens\n1,2\n')
writeFileSync(
  join(folder, 'binary.bin'),
  Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)),
)
writeFileSync(join(folder, 'unknown-key.yaml'), '# settings\nload-predicter: arima\n')
writeFileSync(join(folder, 'bad-value.yaml'), 'itl: 20\nttft: -4\n')
mkdirSync(join(folder, 'profile-missing-key'))
writeFileSync(
  join(folder, 'profile-missing-key', 'prefill_raw_data.json'),
  '{"prefill_isl": [1, 2, 3, 4]}',
)
writeFileSync(join(folder, 'profile-missing-key', 'decode_raw_data.json'), '{}')
const before = filesIn(folder)

interface Case {
  readonly title: string
  readonly args: readonly string[]
  /** Each must be in the one line: the value, and the place. */
  readonly says: readonly string[]
  readonly hint?: string
}

const CASES: readonly Case[] = [
  {
    title: 'a missing trace',
    args: ['none.jsonl', ...PROFILE],
    says: ['none.jsonl', 'no such file'],
  },
  { title: 'a folder as trace', args: ['.', ...PROFILE], says: ['cannot read .', 'directory'] },
  {
    title: 'an empty trace',
    args: ['empty.jsonl', ...PROFILE],
    says: ['empty.jsonl', 'the trace is empty'],
  },
  {
    title: 'a trace of blank lines',
    args: ['blank.jsonl', ...PROFILE],
    says: ['blank.jsonl', 'the trace is empty'],
  },
  { title: 'a bad line', args: ['bad-line.jsonl', ...PROFILE], says: ['bad-line.jsonl:2', '-1'] },
  { title: 'a CSV with other columns', args: ['wrong.csv', ...PROFILE], says: ['wrong.csv'] },
  { title: 'binary garbage', args: ['binary.bin', ...PROFILE], says: ['binary.bin'] },
  {
    title: 'a missing warm-up trace',
    args: ['good.jsonl', ...PROFILE, '--load-predictor-warmup-trace', 'none.jsonl'],
    says: ['none.jsonl'],
  },
  {
    title: 'an empty warm-up trace',
    args: ['good.jsonl', ...PROFILE, '--load-predictor-warmup-trace', 'empty.jsonl'],
    says: ['empty.jsonl'],
  },
  { title: 'no trace at all', args: PROFILE, says: ['a trace is needed'] },
  {
    title: 'the trace given twice',
    args: ['good.jsonl', '--dataset', 'other.jsonl', ...PROFILE],
    says: ['given twice', 'good.jsonl', 'other.jsonl'],
  },
  { title: 'no profile', args: ['good.jsonl'], says: ['--profile'], hint: 'h200-llama-3.1-8b' },
  {
    title: 'an unknown profile',
    args: ['good.jsonl', '--profile', 'h200-lama-3.1-8b'],
    says: ['h200-lama-3.1-8b', 'h200-llama-3.1-8b'],
  },
  {
    title: 'a profile with a missing key',
    args: ['good.jsonl', '--profile', 'profile-missing-key'],
    says: ['prefill_raw_data.json', 'prefill_ttft'],
  },
  {
    title: 'interval 0',
    args: ['good.jsonl', ...PROFILE, '--adjustment-interval', '0'],
    says: ['--adjustment-interval', '0', 'above 0'],
  },
  {
    title: 'a negative interval',
    args: ['good.jsonl', ...PROFILE, '--adjustment-interval=-60'],
    says: ['--adjustment-interval', '-60'],
  },
  {
    title: '0 GPUs per engine',
    args: ['good.jsonl', ...PROFILE, '--prefill-engine-num-gpu', '0'],
    says: ['--prefill-engine-num-gpu', 'at least 1'],
  },
  {
    title: 'half a GPU',
    args: ['good.jsonl', ...PROFILE, '--decode-engine-num-gpu', '0.5'],
    says: ['--decode-engine-num-gpu', '0.5', 'whole'],
  },
  {
    title: 'a negative minimum',
    args: ['good.jsonl', ...PROFILE, '--min-endpoint', '-1'],
    says: ['--min-endpoint', '-1', 'at least 0'],
  },
  {
    title: 'a budget below -1',
    args: ['good.jsonl', ...PROFILE, '--max-gpu-budget', '-2'],
    says: ['--max-gpu-budget', '-2'],
  },
  { title: 'NaN', args: ['good.jsonl', ...PROFILE, '--ttft', 'NaN'], says: ['--ttft', 'NaN'] },
  {
    title: 'an unknown predictor',
    args: ['good.jsonl', ...PROFILE, '--load-predictor', 'arma'],
    says: ['--load-predictor', 'arma', 'arima'],
    hint: 'did you mean arima?',
  },
  {
    title: 'a fleet with an empty pool',
    args: ['good.jsonl', ...PROFILE, '--fleet', '0,2'],
    says: ['--fleet', '0,2', 'at least 1'],
  },
  {
    title: 'a start-up that ends before it begins',
    args: ['good.jsonl', ...PROFILE, '--startup-seconds', '-1'],
    says: ['--startup-seconds', '-1', 'at least 0'],
  },
  {
    title: 'an unknown router',
    args: ['good.jsonl', ...PROFILE, '--router', 'random'],
    says: ['--router', 'random', 'least-loaded'],
  },
  {
    title: 'one pool to be simulated',
    args: ['good.jsonl', ...PROFILE, '--mode', 'prefill', '--simulate', 'requests'],
    says: ['--simulate requests', '--mode'],
  },
  {
    title: 'an unknown flag',
    args: ['good.jsonl', ...PROFILE, '--tftt', '3'],
    says: ['unknown flag --tftt'],
    hint: 'did you mean --ttft?',
  },
  {
    title: 'a flag without its value',
    args: ['good.jsonl', ...PROFILE, '--ttft'],
    says: ['--ttft expects a value'],
  },
  {
    title: 'one argument too many',
    args: ['good.jsonl', 'more.jsonl', ...PROFILE],
    says: ['more.jsonl'],
  },
  {
    title: 'a missing settings file',
    args: ['good.jsonl', '--config', 'none.yaml'],
    says: ['none.yaml', 'no such file'],
  },
  {
    title: 'an unknown key in it',
    args: ['good.jsonl', ...PROFILE, '--config', 'unknown-key.yaml'],
    says: ['unknown-key.yaml:2', 'load-predicter'],
    hint: 'did you mean load-predictor?',
  },
  {
    title: 'a bad value in it',
    args: ['good.jsonl', ...PROFILE, '--config', 'bad-value.yaml'],
    says: ['bad-value.yaml:2', 'ttft', '-4'],
  },
]

describe.concurrent('bad input ends with exit code 2, one line, and nothing written', () => {
  test.each(CASES)('$title', async ({ args, says, hint }) => {
    const ended = await runPlanner(['dryrun', ...args], { cwd: folder })
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
    for (const part of says) expect(errorLine(ended)).toContain(part)
    if (hint !== undefined) expect(ended.stderr).toContain(hint)
    expect(filesIn(folder)).toEqual(before)
  })

  test('with --json too, standard output stays empty', async () => {
    const args = ['dryrun', 'none.jsonl', ...PROFILE, '--json']
    const ended = await runPlanner(args, { cwd: folder })
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
    expect(errorLine(ended)).toContain('none.jsonl')
  })

  test('an unknown command names the nearest one', async () => {
    const ended = await runPlanner(['dryrnu', 'good.jsonl'], { cwd: folder })
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
    expect(ended.stderr).toContain('did you mean dryrun?')
  })
})

describe('output that cannot be written', () => {
  const run = (output: string) =>
    runPlanner(['dryrun', 'good.jsonl', ...PROFILE, '--output', output], { cwd: folder })

  test('below a file', async () => {
    const ended = await run('good.jsonl/out')
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
    expect(errorLine(ended)).toContain('cannot write good.jsonl/out/result.json')
    expect(filesIn(folder)).toEqual(before)
  })

  test('where a folder bears the name of a file', async () => {
    const other = scratchFolder()
    mkdirSync(join(other, 'report.html'))
    const ended = await run(other)
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
    expect(errorLine(ended)).toContain('report.html')
    expect(filesIn(other)).toEqual(['report.html'])
  })

  test.skipIf(!mayMount())('on a full disk (skipped where no tmpfs can be mounted)', async () => {
    const disk = scratchFolder()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])
    try {
      const ended = await run(join(disk, 'out'))
      expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
      expect(errorLine(ended)).toContain('the disk is full')
      expect(filesIn(disk)).toEqual([])
    } finally {
      execFileSync('umount', [disk])
    }
  })
})

// Newer releases of Node keep fewer addresses.
const NODE_20 = process.versions.node.startsWith('20.')

describe.skipIf(process.platform !== 'linux')('with few addresses (ulimit -v)', () => {
  const TRAP_HANDLER_OFF = { NODE_OPTIONS: '--disable-wasm-trap-handler' }

  const run = (
    env: Readonly<Record<string, string>>,
    { kilobytes = 8_000_000, input = `${LINE}\n` } = {},
  ) => {
    const script = `ulimit -v ${kilobytes}; exec "$0" "$@"`
    const args = [process.execPath, BIN, 'dryrun', '-', ...PROFILE, '--json']
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...env },
      input,
    })
    return { exitCode: status, signal: null, stdout, stderr }
  }

  test.runIf(NODE_20)('a simulation says what it lacks', () => {
    const ended = run({})
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
    expect(errorLine(ended)).toContain('10 GB of address space')
    expect(ended.stderr).toContain('NODE_OPTIONS=--disable-wasm-trap-handler')
  })

  test('and with the option that it names it runs', () => {
    const { exitCode, stderr } = run(TRAP_HANDLER_OFF)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })

  test.runIf(NODE_20)('more requests in flight than there is memory for are one line', () => {
    const input = `${LINE}\n`.repeat(3_000_000)
    const ended = run(TRAP_HANDLER_OFF, { kilobytes: 1_600_000, input })
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
    expect(errorLine(ended)).toContain('gets no more memory')
  })
})
