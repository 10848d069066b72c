import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freePort } from '../helpers/free-port.js'
import { type Ended, filesIn, runPlanner, scratchFolder } from '../helpers/planner.js'

const LINE = '{"timestamp": 0, "input_length": 100, "output_length": 10}\n'
const ARGS = ['dryrun', '-', '--profile', 'h200-llama-3.1-8b']

/** Long enough for a start; a slower one is interrupted earlier, which must end the same way. */
const AFTER_START_MS = 700

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s while it reads a stream without end: exit code 130, one line, nothing written',
  async (signal) => {
    const cwd = scratchFolder()
    const ended = await runPlanner(ARGS, {
      cwd,
      started(child) {
        // More than any pipe holds: it has gone once the program reads.
        child.stdin?.write(LINE.repeat(50_000), () => child.kill(signal))
      },
    })
    expect(ended).toMatchObject({ exitCode: 130, stdout: '', stderr: 'error: interrupted\n' })
    expect(filesIn(cwd)).toEqual([])
  },
)

test.skipIf(process.platform === 'win32')('Ctrl-C while a named pipe stays silent', async () => {
  const cwd = scratchFolder()
  execFileSync('mkfifo', [join(cwd, 'pipe')])
  const ended = await runPlanner(['dryrun', 'pipe', ...ARGS.slice(2)], {
    cwd,
    started: (child) => setTimeout(() => child.kill('SIGINT'), AFTER_START_MS),
  })
  expect(shellStatus(ended)).toBe(130)
  expect(filesIn(cwd)).toEqual(['pipe'])
})

test('Ctrl-C while it plans', async () => {
  const cwd = scratchFolder()
  const requests = Array.from({ length: 4000 }, (_, i) =>
    JSON.stringify({ timestamp: i * 1000, input_length: 500 + (i % 97), output_length: 50 }),
  )
  writeFileSync(join(cwd, 'long.jsonl'), requests.join('\n'))
  const args = ['long.jsonl', '--adjustment-interval', '1', '--load-predictor', 'prophet']
  const ended = await runPlanner(['dryrun', ...args, ...ARGS.slice(2)], {
    cwd,
    started: (child) => setTimeout(() => child.kill('SIGINT'), 2 * AFTER_START_MS),
  })
  expect(ended).toMatchObject({ exitCode: 130, stdout: '' })
  expect(filesIn(cwd)).toEqual(['long.jsonl'])
})

/** What `echo $?` says: the exit code, or 128 and the number of the signal that ended it. */
function shellStatus({ exitCode, signal }: Ended): number | null {
  return signal === null ? exitCode : 128 + constants.signals[signal]
}

const LIVE = [
  ...['live', '--environment', 'none', '--profile', 'h200-llama-3.1-8b', '--model-name', 'm'],
  ...['--prefill-engine-num-gpu', '1', '--decode-engine-num-gpu', '1'],
  ...['--initial-wait-seconds', '60'],
]

test.each([
  ['SIGTERM while planner live waits to begin: its regular end', LIVE, 'SIGTERM', 0],
  ['Ctrl-C while planner live waits to begin', LIVE, 'SIGINT', 130],
  ['SIGTERM before planner live --once has looked', [...LIVE, '--once'], 'SIGTERM', 130],
] as const)('%s', async (_, args, signal, exitCode) => {
  const port = await freePort()
  const ended = await runPlanner([...args, '--listen', `127.0.0.1:${port}`], {
    cwd: scratchFolder(),
    // It says that it listens, and waits.
    started: (child) => child.stderr?.once('data', () => child.kill(signal)),
  })
  expect(ended).toMatchObject({ exitCode, stdout: '' })
  const [listening, ...rest] = ended.stderr.trimEnd().split('\n')
  expect(listening).toContain('"msg":"listening"')
  expect(rest).toEqual(exitCode === 0 ? [] : ['error: interrupted'])
})
