import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Result } from '../../src/run/result.js'
import { BIN, errorLine, filesIn, runPlanner, scratchFolder } from '../helpers/planner.js'

const PROFILE = ['--profile', 'h200-llama-3.1-8b', '--load-predictor', 'kalman']

/** 40 minutes of traffic that swells and falls. */
const TRACE = Array.from({ length: 2400 }, (_, i) =>
  JSON.stringify({
    timestamp: i * 1000,
    input_length: 2000 + Math.round(1500 * Math.sin(i / 300)),
    output_length: 200,
  }),
).join('\n')

function folderWithTrace(): string {
  const folder = scratchFolder()
  writeFileSync(join(folder, 'trace.jsonl'), TRACE)
  return folder
}

function readResult(folder: string, name = 'planner-out/result.json'): Result {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Result
}

describe('planner dryrun', () => {
  test('prints a summary and writes the result and the report', async () => {
    const cwd = folderWithTrace()
    const ended = await runPlanner(['dryrun', 'trace.jsonl', ...PROFILE], { cwd })
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
    expect(ended.stdout).toContain('2,400 requests')
    expect(ended.stdout).toContain('planner-out/report.html')
    expect(ended.stdout).not.toContain('\u001b')
    expect(filesIn(cwd)).toEqual([
      'planner-out',
      'planner-out/report.html',
      'planner-out/result.json',
      'trace.jsonl',
    ])
    expect(readResult(cwd).intervals).toHaveLength(14)
    expect(readFileSync(join(cwd, 'planner-out/report.html'), 'utf8')).toMatch(/<\/html>\s*$/)
  })

  test('the same inputs give the same bytes', async () => {
    const cwd = folderWithTrace()
    const args = ['dryrun', 'trace.jsonl', '--profile', 'h200-llama-3.1-8b', '--output']
    await runPlanner([...args, 'one'], { cwd })
    await runPlanner([...args, 'two'], { cwd })
    for (const file of ['result.json', 'report.html']) {
      expect(readFileSync(join(cwd, 'one', file))).toEqual(readFileSync(join(cwd, 'two', file)))
    }
  })

  test('--json prints the result and nothing else, and writes nothing', async () => {
    const cwd = folderWithTrace()
    const ended = await runPlanner(['dryrun', 'trace.jsonl', ...PROFILE, '--json'], { cwd })
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
    expect((JSON.parse(ended.stdout) as Result).schemaVersion).toBe(1)
    expect(filesIn(cwd)).toEqual(['trace.jsonl'])
  })

  test('--json --output writes the files, too, and both say the same', async () => {
    const cwd = folderWithTrace()
    const args = ['dryrun', 'trace.jsonl', ...PROFILE, '--json', '--output', 'deep/er/out']
    const ended = await runPlanner(args, { cwd })
    expect(ended.stdout).toBe(readFileSync(join(cwd, 'deep/er/out/result.json'), 'utf8'))
  })

  test('reads standard input, gzipped too, and decides the same', async () => {
    const cwd = folderWithTrace()
    writeFileSync(join(cwd, 'trace.gz'), gzipSync(TRACE))
    const args = ['--json', ...PROFILE]
    const plain = await runPlanner(['dryrun', '-', ...args], { cwd, input: TRACE })
    const packed = await runPlanner(['dryrun', 'trace.gz', ...args], { cwd })
    const intervals = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as Result).intervals
    expect(intervals(plain)).toEqual(intervals(packed))
    expect(intervals(plain)).toHaveLength(14)
  })

  test('planner.yaml in the working directory is used, said, and beaten by a flag', async () => {
    const cwd = folderWithTrace()
    writeFileSync(join(cwd, 'planner.yaml'), 'ttft: 300\nitl: 20\nprofile: h200-llama-3.1-8b\n')
    const ended = await runPlanner(['dryrun', 'trace.jsonl', '--json', '--itl', '30'], { cwd })
    expect(ended).toMatchObject({ exitCode: 0, stderr: 'using planner.yaml\n' })
    expect((JSON.parse(ended.stdout) as Result).settings).toMatchObject({ ttftMs: 300, itlMs: 30 })
  })

  test("the established planner's argument list is taken as it is; what has no effect is said", async () => {
    const cwd = folderWithTrace()
    const pasted =
      '--environment virtual --backend sglang --namespace llm --adjustment-interval 60 --mode disagg ' +
      '--ttft 300 --itl 25 --min-endpoint 1 --max-gpu-budget -1 --no-operation --no-correction ' +
      '--prefill-engine-num-gpu 1 --decode-engine-num-gpu 1 --load-predictor constant --model-name m ' +
      '--metric-pulling-prometheus-endpoint http://prometheus:9090 --metric-reporting-prometheus-port 9085 ' +
      '--profile-results-dir h200-llama-3.1-8b --start-num-p 2 --start-num-d 2 --dataset trace.jsonl'
    const ended = await runPlanner(['dryrun', ...pasted.split(' '), '--json'], { cwd })
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
    const { settings, warnings } = JSON.parse(ended.stdout) as Result
    expect(settings).toMatchObject({ maxGpuBudget: -1, startNumP: 2, backend: 'sglang' })
    expect(warnings[0]).toMatch(/--environment, --namespace, .* have no effect in a dry run/)
  })

  test('a reader that has seen enough ends it without a word', async () => {
    const cwd = folderWithTrace()
    const command = `"$0" "$1" dryrun trace.jsonl ${PROFILE.join(' ')} --json | head -c 10`
    const child = spawn('bash', ['-o', 'pipefail', '-c', command, process.execPath, BIN], { cwd })
    let stderr = ''
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString()
    })
    const exitCode = await new Promise((resolve) => child.on('close', resolve))
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })
})

describe('around it', () => {
  test('--version says name, version, platform and Node, as oclif does', async () => {
    const { stdout } = await runPlanner(['--version'], { cwd: scratchFolder() })
    const { name, version } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as { name: string; version: string }
    expect(stdout).toBe(
      `${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`,
    )
  })

  test('help lists every command, and a wrong one is an error', async () => {
    const cwd = scratchFolder()
    const { stdout } = await runPlanner(['--help'], { cwd })
    for (const command of ['dryrun', 'profile', 'autocomplete']) expect(stdout).toContain(command)
    expect(errorLine(await runPlanner(['profile', 'nothing'], { cwd }))).toBe(
      'unknown command profile nothing',
    )
  })

  test('shell completion knows the flags', async () => {
    const cwd = scratchFolder()
    const env = { XDG_CACHE_HOME: join(cwd, 'cache'), HOME: cwd }
    const ended = await runPlanner(['autocomplete', 'bash'], { cwd, env })
    expect(ended.exitCode).toBe(0)
    const script = filesIn(cwd).find((file) => file.endsWith('planner.bash'))
    expect(readFileSync(join(cwd, script!), 'utf8')).toContain('--profile-results-dir')
  })
})
