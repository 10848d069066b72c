import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { UserError } from '../../src/domain/user-error.js'
import { parseResult, readResult } from '../../src/files/result.js'
import { sampleResult } from '../helpers/sample-result.js'

const folder = mkdtempSync(join(tmpdir(), 'planner-result-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const good = sampleResult({ intervals: 3 })

describe('a result file', () => {
  test('is read as it was written', async () => {
    const path = join(folder, 'result.json')
    writeFileSync(path, JSON.stringify(good))
    expect(await readResult(path)).toEqual(good)
  })

  test.each([
    ['what is not JSON', 'no json', 'not valid JSON'],
    ['an empty file', '', 'not valid JSON'],
    ['a list', '[]', 'the outermost value must be an object'],
    ['another JSON file', '{"name":"x"}', 'no schemaVersion'],
    ['another schema version', JSON.stringify({ ...good, schemaVersion: 2 }), 'schemaVersion 2'],
    ['one without a summary', JSON.stringify({ ...good, summary: undefined }), 'summary'],
    ['one without intervals', JSON.stringify({ ...good, intervals: [] }), 'intervals is empty'],
    [
      'a string for a number',
      spoiled('load', { prefillTokens: '5', decodeTokens: 1 }),
      'intervals[1].load.prefillTokens',
    ],
    ['a missing part', spoiled('target', undefined), 'intervals[1].target'],
    ['a missing reason', spoiled('decision', {}), 'intervals[1].decision.reasons'],
  ])('%s is one error that names the file', (_, text, says) => {
    const read = () => parseResult(text, 'some.json')
    expect(read).toThrow(UserError)
    expect(read).toThrow(says)
    expect(read).toThrow(/^some\.json: /)
    expect(read).not.toThrow(/\n/)
  })

  test('a missing file and a folder are errors of the user', async () => {
    await expect(readResult(join(folder, 'none.json'))).rejects.toThrow(/none\.json: no such file/)
    await expect(readResult(folder)).rejects.toThrow(/a file is needed/)
  })
})

function spoiled(part: string, value: unknown): string {
  const intervals = good.intervals.map((interval, index) =>
    index === 1 ? { ...interval, [part]: value } : interval,
  )
  return JSON.stringify({ ...good, intervals })
}
