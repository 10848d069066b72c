import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findColumns } from '../../src/trace/azure.js'
import { fillFromJson } from '../../src/trace/mooncake.js'
import { RequestRow } from '../../src/trace/request-row.js'
import { type ReadRequest, readText } from './read-text.js'

/** What the plain parsers alone make of a file: the requests, and the numbers of the bad lines. */
interface Outcome {
  readonly requests: readonly ReadRequest[]
  readonly bad: readonly number[]
}

/** Numbers as files have them: plain, fractional, huge, signed, with exponents, or none at all. */
const number = fc.oneof(
  { weight: 6, arbitrary: fc.nat().map(String) },
  { weight: 2, arbitrary: fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `${a}.${b}`) },
  { weight: 1, arbitrary: fc.double().map(String) },
  fc.constantFrom('0', '-0', '007', '00', '1e3', '1E-2', '1e400', '-1e400', '5e-1', '2147483647'),
  fc.constantFrom('2147483648', '8640000000000000', '8640000000000001', '999999999999999'),
  fc.constantFrom('9999999999999999', '123456789012345.5', '0.1', '1.', '.5', '+1', '-5', '1.5'),
  fc.constantFrom('12345678901234567890', 'NaN', 'null', '"5"', '', ' 7', 'true', '0x10', '1_000'),
)
const blank = fc.constantFrom('', ' ', '  ', '\t')
const newline = fc.constantFrom('\n', '\r\n', '\n\n', '\n \r\n')

const blockIds = fc.oneof(
  { weight: 4, arbitrary: idList(fc.integer({ min: 0, max: 99_999_999 }).map(String)) },
  { weight: 2, arbitrary: idList(fc.integer({ min: 1000, max: 1009 }).map(String)) },
  { weight: 1, arbitrary: idList(number) },
  fc.constantFrom('null', '{}', '"[]"', '[', '[1,]', '[,1]', '[1 2]', '[[1]]', '[1]]'),
)

function idList(id: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(id, { maxLength: 12 }), fc.constantFrom(', ', ',', ' ,', ',  '))
    .map(([ids, comma]) => `[${ids.join(comma)}]`)
}

const jsonLine = fc
  .record({
    values: fc.tuple(number, number, number, blockIds),
    gap: blank,
    order: fc.oneof(
      { weight: 6, arbitrary: fc.constant<number[]>([0, 1, 2, 3]) },
      fc.shuffledSubarray([0, 1, 2, 3, 0]),
    ),
    tail: fc.oneof(
      { weight: 12, arbitrary: fc.constant('}') },
      fc.constantFrom('', ',}', '}}', '} ', '}x'),
    ),
    extra: fc.oneof(
      { weight: 8, arbitrary: fc.constant('') },
      fc.constantFrom(', "é": "\\"}"', ', "a": {"b": []}', ', "timestamp": 3'),
    ),
  })
  .map(({ values, gap, order, tail, extra }) => {
    const keys = ['timestamp', 'input_length', 'output_length', 'hash_ids']
    const fields = order.map((i) => `"${keys[i]}":${gap}${values[i]}`)
    return `{${fields.join(`,${gap}`)}${extra}${tail}`
  })

/** A valid line with one byte removed, doubled or replaced. */
const mutatedLine = fc
  .tuple(
    fc.nat(200),
    fc.constantFrom(
      '',
      '0',
      ',',
      ':',
      '?',
      '"',
      ' ',
      ']',
      '}',
      '\\',
      '-',
      '.',
      'e',
      '\u00e9',
      '\u2028',
    ),
    fc.boolean(),
    fc.constantFrom(
      '2046, 2047, 2048, 10, 9',
      '123456, 123457, 123458',
      '1, 10000001, 10000002, 10000003',
    ),
  )
  .map(([at, put, keep, ids]) => {
    const line = `{"timestamp": 1205, "input_length": 6758, "output_length": 500, "hash_ids": [${ids}]}`
    const place = at % line.length
    return line.slice(0, place) + put + line.slice(keep ? place : place + 1)
  })

describe('scanner and fallback together agree with the plain parser alone', () => {
  test('JSON.parse, on values and on which lines are bad', () => {
    const line = fc.oneof(jsonLine, mutatedLine)
    const file = fc.tuple(
      fc.array(fc.tuple(line, newline), { minLength: 1, maxLength: 8 }),
      fc.boolean(),
    )
    fc.assert(
      fc.property(
        file,
        fc.integer({ min: 1, max: 400 }),
        fc.boolean(),
        ([lines, ended], chunkBytes, wantsBlocks) => {
          const text = `{}\n${lines.flat().join('')}${ended ? '' : 'x'}`
          agree({ text, chunkBytes, wantsBlocks, expected: byJsonParse(text) })
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('csv-parse, on values and on which lines are bad', () => {
    const file = fc.array(fc.tuple(csvRow(), newline), { minLength: 1, maxLength: 8 })
    const header = fc.constantFrom(
      'TIMESTAMP,ContextTokens,GeneratedTokens',
      'GeneratedTokens,x,ContextTokens,TIMESTAMP',
    )
    fc.assert(
      fc.property(file, header, fc.integer({ min: 1, max: 200 }), (rows, columns, chunkBytes) => {
        const text = `${columns}\n${rows.flat().join('')}`
        agree({ text, chunkBytes, wantsBlocks: true, expected: byCsvParse(text) })
      }),
      { numRuns: 3000 },
    )
  })

  test('wherever the chunks are cut', () => {
    const text =
      '\ufeff{"timestamp": 1, "input_length": 2, "output_length": 3, "hash_ids": [1000, 1001, 12]}\r\n' +
      '\n{"input_length": 2, "timestamp": 1.25, "output_length": 3, "é": 0}\n{]\n' +
      '{"timestamp": 9, "input_length": 2, "output_length": 3}'
    const expected = byJsonParse(text)
    expect(expected.requests).toHaveLength(3)
    for (let chunkBytes = 1; chunkBytes <= text.length + 9; chunkBytes++) {
      agree({ text, chunkBytes, wantsBlocks: true, expected })
    }
  })
})

function agree({
  text,
  chunkBytes,
  wantsBlocks,
  expected,
}: {
  text: string
  chunkBytes: number
  wantsBlocks: boolean
  expected: Outcome
}) {
  if (expected.requests.length === 0) {
    expect(() => readText(text, { chunkBytes, onBadLine: 'skip' })).toThrow(/no request/)
    return
  }
  const { requests, summary } = readText(text, { chunkBytes, wantsBlocks, onBadLine: 'skip' })
  const kept = wantsBlocks
    ? requests
    : requests.map((request, i) => ({ ...request, blocks: expected.requests[i]?.blocks ?? null }))
  expect(kept).toEqual(expected.requests)
  expect(summary.badLines).toBe(expected.bad.length)
  expect(summary.firstBadLine?.split(':')[0]).toBe(
    expected.bad.length > 0 ? `line ${expected.bad[0]}` : undefined,
  )
  if (expected.bad.length > 0) {
    expect(() => readText(text, { chunkBytes })).toThrow(`trace:${expected.bad[0]}: `)
  }
}

function byLine(text: string, take: (line: string, number: number) => void): void {
  text
    .replace(/^\ufeff/, '')
    .split('\n')
    .forEach((line, i) => {
      if (/[^ \t\r]/.test(line)) take(line, i + 1)
    })
}

function byJsonParse(text: string): Outcome {
  const outcome = { requests: [] as ReadRequest[], bad: [] as number[] }
  byLine(text, (line, number) => {
    const row = new RequestRow()
    if (fillFromJson(row, line) !== null) outcome.bad.push(number)
    else outcome.requests.push(jsonRequest(line))
  })
  return outcome
}

/** The values straight from the object, the validation left aside; toEqual tells 0 from −0. */
function jsonRequest(line: string): ReadRequest {
  const { timestamp, input_length, output_length, hash_ids } = JSON.parse(line)
  const blocks = hash_ids?.map((id: number) => id + 0) ?? null
  return { arrivalMs: timestamp + 0, isl: input_length + 0, osl: output_length + 0, blocks }
}

function csvRow(): fc.Arbitrary<string> {
  const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'))
  const time = fc
    .tuple(
      two(13),
      two(32),
      two(24),
      two(60),
      two(60),
      fc.constantFrom('', '.9', '.9799600', '.123456789', '.', '.0123456789'),
      fc.constantFrom('', '', 'Z', '+00:00', '-0530', '+1', '+09', ' '),
    )
    .map(
      ([month, day, hour, minute, second, fraction, offset]) =>
        `2023-${month}-${day} ${hour}:${minute}:${second}${fraction}${offset}`,
    )
  const plainTime = fc
    .integer({ min: 0, max: 59 })
    .map((s) => `2023-11-16T18:17:${String(s).padStart(2, '0')}.9799600`)
  const field = fc.oneof({ weight: 3, arbitrary: plainTime }, time, {
    weight: 3,
    arbitrary: number,
  })
  const dressed = fc
    .tuple(field, fc.constantFrom('', '', '', '', '"', '" ', ' '))
    .map(([text, around]) => `${around.trim()}${text}${around}`)
  return fc.oneof(
    { weight: 3, arbitrary: fc.tuple(plainTime, number, number).map((fields) => fields.join(',')) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(number, number, number, fc.oneof(plainTime, time))
        .map((fields) => fields.join(',')),
    },
    fc.array(dressed, { minLength: 1, maxLength: 5 }).map((fields) => fields.join(',')),
  )
}

function byCsvParse(text: string): Outcome {
  const outcome = { requests: [] as ReadRequest[], bad: [] as number[] }
  const [header = '', ...rows] = text.split('\n')
  const columns = findColumns(header, 'header')
  let origin: bigint | null = null
  byLine(`\n${rows.join('\n')}`, (line, number) => {
    const fields = csvFields(line)
    const [isl, osl] = [
      csvTokens(fields?.[columns.contextTokens]),
      csvTokens(fields?.[columns.generatedTokens]),
    ]
    const ns = csvNanoseconds(fields?.[columns.timestamp])
    if (fields?.length !== columns.count || isl === null || osl === null || ns === null) {
      outcome.bad.push(number)
      return
    }
    origin ??= ns
    outcome.requests.push({ arrivalMs: Number(ns - origin) / 1e6, isl, osl, blocks: null })
  })
  return outcome
}

function csvFields(line: string): readonly string[] | null {
  try {
    return (
      parse(line.replace(/\r$/, ''), { relax_column_count: true, record_delimiter: '\n' })[0]?.map(
        (field) => field.trim(),
      ) ?? []
    )
  } catch {
    return null
  }
}

function csvTokens(text = ''): number | null {
  const value = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  return Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value + 0 : null
}

/** By regular expression and Date alone: nanoseconds since 1970. */
function csvNanoseconds(text = ''): bigint | null {
  const match =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?$/.exec(
      text,
    )
  if (match === null) return null
  const [, day, time = '', fraction = '', sign, hours = '0', minutes = '0'] = match
  const epochMs = Date.parse(`${day}T${time}Z`)
  const known =
    !Number.isNaN(epochMs) && new Date(epochMs).toISOString().startsWith(`${day}T${time}`)
  if (!known || Number(hours) > 23 || Number(minutes) > 59) return null
  const offset = BigInt(Number(hours) * 60 + Number(minutes)) * 60_000_000_000n
  return (
    BigInt(epochMs) * 1_000_000n +
    BigInt(fraction.padEnd(9, '0')) -
    (sign === '-' ? -offset : offset)
  )
}
