import { describe, expect, test } from 'vitest'
import { MAX_LINE_BYTES } from '../../src/trace/lines.js'
import { readText } from './read-text.js'

const REQUEST = '{"timestamp": 5, "input_length": 7, "output_length": 2}'

describe('the format is told from the first line that is not blank', () => {
  test.each([
    ['mooncake', `\n  ${REQUEST}`],
    ['azure', '\r\n\r\nTIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:17:03,1,2'],
  ])('%s', (format, text) => {
    expect(readText(text).summary.format).toBe(format)
    expect(readText(text, { chunkBytes: 1 }).summary.format).toBe(format)
  })
})

describe('what is no trace ends in one line that says so', () => {
  test.each([
    ['empty', '', 'trace: the trace is empty; needed: at least one request'],
    ['only blank lines', '\n \r\n\t\n', 'trace: the trace is empty'],
    [
      'only a header',
      'TIMESTAMP,ContextTokens,GeneratedTokens\n',
      'trace: the trace has a header but no requests',
    ],
    [
      'prose',
      '\nhello there\n',
      'trace:2: not a trace of a known format: "hello there"; needed: {"timestamp"',
    ],
    [
      'binary',
      Uint8Array.of(0x7f, 0x45, 0, 1, 2, 0x2c, 10, 200),
      'trace:1: not a trace of a known format: "\ufffdE',
    ],
    [
      'UTF-16',
      Uint8Array.of(0xff, 0xfe, 0x7b, 0, 0x22, 0),
      'trace:1: not a trace of a known format',
    ],
    ['a JSON list', `[${REQUEST}]`, 'trace:1: not a trace of a known format'],
    ['cut-off JSON', '{"timest', 'trace:1: not JSON: "{\\"timest"'],
  ])('%s', (_, content, message) => {
    expect(() => readText(content)).toThrow(message)
    expect(() => readText(content)).not.toThrow(/\p{Cc}/u)
  })

  test('nothing but bad lines, when they are skipped', () => {
    expect(() => readText(`{}\n{}\n`, { onBadLine: 'skip' })).toThrow(
      'trace: no request could be read: 2 bad lines, the first: line 1: timestamp is missing',
    )
  })

  test('a line without end, before it fills the memory', () => {
    const endless = new Uint8Array(MAX_LINE_BYTES + REQUEST.length + 2).fill(0x30)
    endless.set(new TextEncoder().encode(`${REQUEST}\n{`))
    expect(() => readText(endless)).toThrow(/^trace:2: the line is longer than 16777216 bytes/)
  })
})

test('order is no condition, and is said', () => {
  const later = REQUEST.replace('5', '9')
  expect(readText(`${REQUEST}\n${REQUEST}\n${later}`).summary.sorted).toBe(true)
  expect(readText(`${later}\n${REQUEST}`).summary).toMatchObject({
    sorted: false,
    requests: 2,
    inputTokens: 14,
    outputTokens: 4,
    firstSeconds: 0.005,
    lastSeconds: 0.009,
    originEpochMs: null,
  })
})
