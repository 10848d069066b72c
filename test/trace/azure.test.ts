import { describe, expect, test } from 'vitest'
import { readText } from './read-text.js'

const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens'
const FIRST = '2023-11-16 18:17:03.9799600,4808,10'

function read(...rows: readonly string[]) {
  return readText([HEADER, FIRST, ...rows].join('\r\n'))
}

describe('an Azure row is read', () => {
  test('with the first row as origin, to 100 ns', () => {
    const { requests, summary } = read('2023-11-16 18:17:04.0319601,3180,8')
    expect(requests).toEqual([
      { arrivalMs: 0, isl: 4808, osl: 10, blocks: null },
      { arrivalMs: 52.0001, isl: 3180, osl: 8, blocks: null },
    ])
    expect(summary.originEpochMs).toBe(Date.UTC(2023, 10, 16, 18, 17, 3) + 979.96)
    expect(summary).toMatchObject({ format: 'azure', inputTokens: 7988, sorted: true })
  })

  test('earlier than the first, at a negative arrival', () => {
    const { requests, summary } = read('2023-11-16 18:17:02.9799600,1,1')
    expect(requests[1]?.arrivalMs).toBe(-1000)
    expect(summary).toMatchObject({ sorted: false, firstSeconds: -1, lastSeconds: 0 })
  })

  test.each([
    ['T between date and time', '2023-11-16T18:17:04.9799600'],
    ['Z', '2023-11-16T18:17:04.9799600Z'],
    ['+00:00', '2023-11-16 18:17:04.979960+00:00'],
    ['an offset east', '2023-11-16 23:47:04.97996+05:30'],
    ['an offset west, across midnight', '2023-11-16 10:17:04.97996-0800'],
    ['an offset of hours', '2023-11-17 00:17:04.97996+06'],
    ['quotes', '"2023-11-16 18:17:04.9799600"'],
    ['blanks around it', ' 2023-11-16 18:17:04.9799600 '],
  ])('with %s', (_, time) => {
    expect(read(`${time},3,4`).requests[1]).toEqual({
      arrivalMs: 1000,
      isl: 3,
      osl: 4,
      blocks: null,
    })
  })

  test.each([
    ['2024-02-29 00:00:00', Date.UTC(2024, 1, 29)],
    ['2000-02-29 23:59:59', Date.UTC(2000, 1, 29, 23, 59, 59)],
    ['1969-12-31 23:59:59.5', -500],
    ['9999-12-31 00:00:00', Date.UTC(9999, 11, 31)],
  ])('on %s', (time, epochMs) => {
    expect(readText(`${HEADER}\n${time},1,1`).summary.originEpochMs).toBe(epochMs)
  })

  test('when columns stand elsewhere and others beside them', () => {
    const text =
      '\ufeffid,GeneratedTokens, "TIMESTAMP" ,ContextTokens\n"a,""b",8,2024-05-10 00:00:00.009930+00:00,9\n'
    expect(readText(text.replace(' "TIMESTAMP" ', '"TIMESTAMP"')).requests).toEqual([
      { arrivalMs: 0, isl: 9, osl: 8, blocks: null },
    ])
  })

  test('with whole numbers in other forms', () => {
    const [, row] = read('2023-11-16 18:17:03.9799600,374.0,0044').requests
    expect(row).toMatchObject({ isl: 374, osl: 44 })
    expect(read('2023-11-16 18:17:03.9799600,1e3, 0 ').requests[1]).toMatchObject({
      isl: 1000,
      osl: 0,
    })
  })
})

describe('a bad Azure row is an error with its line, the value and what is allowed', () => {
  const at = '2023-11-16 18:17:03.9799600'
  test.each([
    [`${at},1`, '2 fields: '],
    [`${at},1,2,`, '4 fields: '],
    [`${at},"1,2`, 'not CSV: '],
    [`${at},1"2",2`, 'not CSV: '],
    [`${at},,2`, 'ContextTokens is missing; allowed: whole numbers from 0 to 2147483647'],
    [`${at},1,`, 'GeneratedTokens is missing'],
    [`${at},NaN,2`, 'ContextTokens is not a number: "NaN"'],
    [`${at},inf,2`, 'ContextTokens is not a number: "inf"'],
    [`${at},1e400,2`, 'ContextTokens is not finite: Infinity'],
    [`${at},-1,2`, 'ContextTokens is negative: -1'],
    [`${at},1.5,2`, 'ContextTokens is not whole: 1.5'],
    [`${at},1,2147483648`, 'GeneratedTokens is too large: 2147483648'],
    [',1,2', 'TIMESTAMP is missing; allowed: YYYY-MM-DD hh:mm:ss'],
    ['16/11/2023 18:17,1,2', 'TIMESTAMP is no clock time: "16/11/2023 18:17"'],
    ['2023-02-29 00:00:00,1,2', 'TIMESTAMP is no clock time'],
    ['1900-02-29 00:00:00,1,2', 'TIMESTAMP is no clock time'],
    ['2023-04-31 00:00:00,1,2', 'TIMESTAMP is no clock time'],
    ['2023-13-01 00:00:00,1,2', 'TIMESTAMP is no clock time'],
    ['2023-11-16 24:00:00,1,2', 'TIMESTAMP is no clock time'],
    ['2023-11-16 18:17:60,1,2', 'TIMESTAMP is no clock time'],
    ['2023-11-16 18:17:03.,1,2', 'TIMESTAMP is no clock time'],
    ['2023-11-16 18:17:03.0123456789,1,2', 'TIMESTAMP is no clock time'],
    ['2023-11-16 18:17:03 Z,1,2', 'TIMESTAMP is no clock time'],
    ['2023-11-16 18:17:03+0,1,2', 'TIMESTAMP is no clock time'],
    ['2023-11-16 18:17:03+24:00,1,2', 'TIMESTAMP is no clock time'],
  ])('%s', (row, message) => {
    expect(() => read(row)).toThrow(`trace:3: ${message}`)
  })

  test('or is left out and counted; the origin is the first good row', () => {
    const text = `${HEADER}\nyesterday,1,1\n${FIRST}\n`
    const { requests, summary } = readText(text, { onBadLine: 'skip' })
    expect(requests[0]?.arrivalMs).toBe(0)
    expect(summary.firstBadLine).toMatch(/^line 2: TIMESTAMP is no clock time: "yesterday"/)
  })
})

test.each([
  ['time,in,out'],
  ['TIMESTAMP;ContextTokens;GeneratedTokens'],
  ['TIMESTAMP,ContextTokens'],
  ['TIMESTAMP,ContextTokens,GeneratedTokens,TIMESTAMP'],
  ['2023-11-16 18:17:03,1,2'],
])('a header that says %s names the columns found and needed', (header) => {
  expect(() => readText(`\n${header}\n${FIRST}\n`)).toThrow(
    /^trace:2: the columns are .*; needed: TIMESTAMP,ContextTokens,GeneratedTokens, each once$/,
  )
})
