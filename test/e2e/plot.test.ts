import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorLine, runPlanner, scratchFolder } from '../helpers/planner.js'
import { sampleResult } from '../helpers/sample-result.js'

const folder = scratchFolder()
writeFileSync(join(folder, 'result.json'), JSON.stringify(sampleResult()))
writeFileSync(join(folder, 'other.json'), '{"schemaVersion": 9}')

const plot = (...args: readonly string[]) => runPlanner(['plot', ...args], { cwd: folder })

describe('planner plot', () => {
  test.each([
    ['html', 'report.html', '<!doctype html>'],
    ['svg', 'charts.svg', '<svg'],
    ['png', 'charts.png', '\u0089PNG'],
    ['vega-lite', 'charts.vl.json', '{\n  "$schema"'],
  ])('--format %s writes %s beside the result', async (format, file, begin) => {
    const { exitCode, stdout, stderr } = await plot('result.json', '--format', format)
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: `${file}\n`, stderr: '' })
    expect(readFileSync(join(folder, file), 'latin1').startsWith(begin)).toBe(true)
  })

  test('never takes what is piped into it for the name of a file', async () => {
    const ended = await runPlanner(['plot', '--format', 'svg'], { cwd: folder, input: 'some.json' })
    expect(ended.stderr).toContain('planner-out/result.json: no such file')
  })

  test('--format terminal draws on standard output', async () => {
    const { stdout } = await plot('result.json', '--format', 'terminal', '--panel', 'gpus')
    expect(stdout).toContain('GPUs in use')
    expect(stdout).not.toContain('\u001b')
  })

  test('--out chooses the format by its ending, and - is standard output', async () => {
    await plot('result.json', '--out', 'deep/er/week.svg', '--width', '700')
    expect(readFileSync(join(folder, 'deep/er/week.svg'), 'utf8')).toContain(' width="700"')
    const { stdout } = await plot('result.json', '--format', 'svg', '--panel', 'gpus', '--out', '-')
    expect(stdout.startsWith('<svg')).toBe(true)
    expect(stdout).not.toContain('Prefill load')
  })

  test.each([
    { title: 'a missing result', args: ['none.json'], says: ['none.json', 'no such file'] },
    { title: 'no result where it is looked for', args: [], says: ['planner-out/result.json'] },
    { title: 'another version', args: ['other.json'], says: ['other.json', 'schemaVersion 9'] },
    {
      title: 'a flag that the format has no use for',
      args: ['result.json', '--format', 'svg', '--scale', '2'],
      says: ['--scale', 'svg', 'png'],
    },
    {
      title: 'an unknown panel',
      args: ['result.json', '--panel', 'gpu'],
      says: ['--panel', 'gpus'],
    },
    {
      title: 'an unknown format',
      args: ['result.json', '--format', 'pdf'],
      says: ['--format', 'pdf'],
    },
  ])('$title is one line and exit code 2', async ({ args, says }) => {
    const ended = await plot(...args)
    expect(ended.exitCode).toBe(2)
    for (const text of says) expect(errorLine(ended)).toContain(text)
    expect(existsSync(join(folder, 'planner-out'))).toBe(false)
  })
})
