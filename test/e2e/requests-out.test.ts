import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Result } from '../../src/run/result.js'
import { mayMount } from '../helpers/disk.js'
import { errorLine, filesIn, runPlanner, scratchFolder } from '../helpers/planner.js'

const ARGS = ['dryrun', 'trace.jsonl', '--profile', 'h200-llama-3.1-8b', '--load-predictor=kalman']
const REQUESTS = 1200

function folderWithTrace(): string {
  const folder = scratchFolder()
  const line = (i: number) =>
    JSON.stringify({ timestamp: i * 500, input_length: 500 + (i % 70) * 30, output_length: 60 })
  writeFileSync(
    join(folder, 'trace.jsonl'),
    Array.from({ length: REQUESTS }, (_, i) => line(i)).join('\n'),
  )
  return folder
}

describe('--requests-out', () => {
  test('writes one row for each request beside the result, and says where', async () => {
    const cwd = folderWithTrace()
    const ended = await runPlanner([...ARGS, '--requests-out', 'deep/requests.csv'], { cwd })
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
    expect(ended.stdout).toContain('deep/requests.csv')
    expect(filesIn(cwd)).toContain('planner-out/result.json')
    const [header, ...rows] = readFileSync(join(cwd, 'deep/requests.csv'), 'utf8')
      .trimEnd()
      .split('\n')
    expect(header).toMatch(/^index,arrivalMs,/)
    expect(rows).toHaveLength(REQUESTS)
    const ttft = header!.split(',').indexOf('ttftMs')
    const total = rows.reduce((sum, row) => sum + Number(row.split(',')[ttft]), 0)
    const { summary } = JSON.parse(
      readFileSync(join(cwd, 'planner-out/result.json'), 'utf8'),
    ) as Result
    expect(total / REQUESTS).toBeCloseTo(summary.simulated!.ttftMs.mean!, 5)
  })

  test('with --json writes that file alone, packed when its name says so', async () => {
    const cwd = folderWithTrace()
    const ended = await runPlanner([...ARGS, '--json', '--requests-out', 'r.jsonl.gz'], { cwd })
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
    expect(filesIn(cwd)).toEqual(['r.jsonl.gz', 'trace.jsonl'])
    const lines = gunzipSync(readFileSync(join(cwd, 'r.jsonl.gz')))
      .toString()
      .trimEnd()
      .split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { index: number }).index)).toEqual(
      Array.from({ length: REQUESTS }, (_, i) => i),
    )
  })

  test.each([
    { title: 'an unknown ending', args: ['--requests-out', 'r.parquet'], says: 'r.parquet' },
    {
      title: 'an open loop',
      args: ['--requests-out', 'r.csv', '--simulate', 'none'],
      says: '--simulate',
    },
    { title: 'the trace itself', args: ['--requests-out', './trace.jsonl'], says: 'overwrite' },
  ])('is refused for $title; nothing is written', async ({ args, says }) => {
    const cwd = folderWithTrace()
    const ended = await runPlanner([...ARGS, ...args], { cwd })
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
    expect(errorLine(ended)).toContain('--requests-out')
    expect(errorLine(ended)).toContain(says)
    expect(filesIn(cwd)).toEqual(['trace.jsonl'])
  })

  test('where a folder bears its name: no result either', async () => {
    const cwd = folderWithTrace()
    mkdirSync(join(cwd, 'r.csv'))
    const ended = await runPlanner([...ARGS, '--requests-out', 'r.csv'], { cwd })
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
    expect(errorLine(ended)).toContain('r.csv')
    expect(filesIn(cwd)).toEqual(['r.csv', 'trace.jsonl'])
  })

  test.skipIf(!mayMount()).each(['r.csv', 'r.jsonl', 'r.csv.gz'])(
    'on a full disk: one line, and no result either (%s; skipped where no tmpfs can be mounted)',
    async (name) => {
      const cwd = folderWithTrace()
      const disk = scratchFolder()
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk])
      try {
        const ended = await runPlanner([...ARGS, '--requests-out', join(disk, name)], { cwd })
        expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
        expect(errorLine(ended)).toContain('the disk is full')
        expect([filesIn(disk), filesIn(cwd)]).toEqual([[], ['trace.jsonl']])
      } finally {
        execFileSync('umount', [disk])
      }
    },
  )
})
