import { describe, expect, test } from 'vitest'
import { readText } from './read-text.js'

const GOOD = '{"timestamp": 5, "input_length": 7, "output_length": 2}'
const TAKEN = { arrivalMs: 5, isl: 7, osl: 2, blocks: null }

describe('a Mooncake line is read', () => {
  test.each([
    ['plain', GOOD],
    ['compact', '{"timestamp":5,"input_length":7,"output_length":2}'],
    [
      'with blanks around colons and ends',
      '  {"timestamp" : 5 ,"input_length": 7,"output_length":2 }  ',
    ],
    ['with \\r at its end', `${GOOD}\r`],
    ['with keys in another order', '{"output_length": 2, "timestamp": 5, "input_length": 7}'],
    ['with other keys', '{"timestamp": 5, "input_length": 7, "output_length": 2, "id": "é\\n{"}'],
    ['with escaped keys', '{"\\u0074imestamp": 5, "input_length": 7, "output_length": 2}'],
    ['with exponents', '{"timestamp": 0.05e2, "input_length": 70e-1, "output_length": 2.0}'],
    ['with a key twice (the last counts)', `{"timestamp": "x", ${GOOD.slice(1)}`],
    ['with null for block ids', `${GOOD.slice(0, -1)}, "hash_ids": null}`],
  ])('%s', (_, line) => {
    expect(readText(line).requests).toEqual([TAKEN])
  })

  test.each([
    ['none', '[]', []],
    [
      'as Python writes them',
      '[0, 14, 2048, 2049, 2050, 12345678, 12345679, 1]',
      [0, 14, 2048, 2049, 2050, 12345678, 12345679, 1],
    ],
    ['compact', '[1000,1001,99,1002]', [1000, 1001, 99, 1002]],
    ['64-bit hashes, to the nearest double', '[18446744073709551615]', [2 ** 64]],
  ])('with block ids: %s', (_, list, blocks) => {
    const line = `${GOOD.slice(0, -1)}, "hash_ids": ${list}}\n`
    expect(readText(line.repeat(3)).requests).toEqual(Array(3).fill({ ...TAKEN, blocks }))
  })

  test('to the last bit of a fractional timestamp', () => {
    const values = [
      '866243.941331955',
      '1624072.6691313565',
      '59999.9',
      '0.1',
      '0',
      '8640000000000000',
    ]
    const text = values.map((value) => GOOD.replace('5', value)).join('\n')
    expect(readText(text).requests.map(({ arrivalMs }) => arrivalMs)).toEqual(values.map(Number))
  })

  test('with −0 as 0', () => {
    const { requests } = readText('{"timestamp": -0, "input_length": -0, "output_length": -0}')
    expect(Object.is(requests[0]?.arrivalMs, 0)).toBe(true)
  })

  test('with a byte order mark, blank lines and no newline at the end', () => {
    const text = `\ufeff\n \t\r\n${GOOD}\r\n\n${GOOD}`
    for (const chunkBytes of [1, 2, 3, 7, 1000]) {
      expect(readText(text, { chunkBytes }).requests).toEqual([TAKEN, TAKEN])
    }
  })
})

test('lines of all lengths are read, wherever the scanner cuts what it looks at', () => {
  // It looks at 256 KiB at once: lines of a few bytes, of some KiB, and two longer than that; some are not plain.
  const written = Array.from({ length: 6000 }, (_, i) => {
    const isLong = i === 3000 || i === 4500
    const count = isLong ? 60_000 : i % 7 === 0 ? (i * 37) % 500 : i % 3
    const blocks = Array.from({ length: count }, (_, k) => (i * 1009 + k) % 10 ** (1 + (k % 9)))
    return { arrivalMs: i / 4, isl: i, osl: i % 11, blocks }
  })
  const lines = written.map(({ arrivalMs, isl, osl, blocks }, i) => {
    const keys = [`"timestamp": ${arrivalMs}`, `"input_length": ${isl}`, `"output_length": ${osl}`]
    return `{${i % 50 === 0 ? keys.reverse().join(',') : keys.join(', ')}, "hash_ids": [${blocks.join(', ')}]}`
  })
  const text = `${lines.join('\n')}\n`
  for (const chunkBytes of [1 << 16, 1 << 20, 1 << 24]) {
    expect(readText(text, { chunkBytes }).requests).toEqual(written)
    const { requests } = readText(text, { chunkBytes, wantsBlocks: false })
    expect(requests.map(({ isl, osl }) => [isl, osl])).toEqual(
      written.map(({ isl, osl }) => [isl, osl]),
    )
  }
})

test('no byte in a block id but a digit is taken for one, wherever it stands', () => {
  const ids = '[10000001, 10000002, 10000003, 10000004]'
  const line = `${GOOD.slice(0, -1)}, "hash_ids": ${ids}}`
  const third = line.indexOf('10000003')
  for (let at = third; at < third + 8; at++) {
    for (const wrong of '/:;?@pq\u0000') {
      const bad = line.slice(0, at) + wrong + line.slice(at + 1)
      for (const wantsBlocks of [true, false]) {
        expect(() => readText(`${line}\n${bad}\n`, { wantsBlocks })).toThrow('trace:2: not JSON')
      }
    }
  }
})

describe('a bad Mooncake line is an error with its line, the value and what is allowed', () => {
  const line = (change: object) => {
    const fields = { timestamp: 5, input_length: 7, output_length: 2, ...change }
    return JSON.stringify(fields)
  }
  test.each([
    [
      'not json',
      'not JSON: "not json"; needed: an object with timestamp, input_length and output_length',
    ],
    [`${GOOD},`, 'not JSON: '],
    [`${GOOD.slice(0, -1)},}`, 'not JSON: '],
    [GOOD.replace('5', '05'), 'not JSON: '],
    [GOOD.replace('5', '+5'), 'not JSON: '],
    [GOOD.replace('5', '.5'), 'not JSON: '],
    [GOOD.replace('5', '5.'), 'not JSON: '],
    [GOOD.replace('5', 'NaN'), 'not JSON: '],
    ['[1, 2, 3]', 'not a JSON object: [1,2,3]'],
    ['null', 'not a JSON object: null'],
    ['{}', 'timestamp is missing; allowed: milliseconds from 0 to 8640000000000000'],
    [
      line({ output_length: undefined }),
      'output_length is missing; allowed: whole numbers from 0 to 2147483647',
    ],
    [line({ timestamp: '5' }), 'timestamp is not a number: "5"'],
    [line({ timestamp: -61000 }), 'timestamp is negative: -61000'],
    [GOOD.replace('5', '1e400'), 'timestamp is not finite: Infinity'],
    [GOOD.replace('7', '-1e400'), 'input_length is not finite: -Infinity'],
    [line({ timestamp: 8.64e15 + 1 }), 'timestamp is too large: 8640000000000001'],
    [line({ input_length: 2 ** 31 }), 'input_length is too large: 2147483648'],
    [line({ input_length: 1.5 }), 'input_length is not whole: 1.5'],
    [line({ output_length: -1 }), 'output_length is negative: -1'],
    [line({ input_length: [3] }), 'input_length is not a number: [3]'],
    [
      line({ hash_ids: 'abc' }),
      'hash_ids is not a number: "abc"; allowed: a list of whole numbers',
    ],
    [line({ hash_ids: [1, 2.5] }), 'hash_ids holds 2.5; allowed: a list of whole numbers'],
    [line({ hash_ids: [1, -2] }), 'hash_ids holds -2'],
    [line({ hash_ids: [1, null] }), 'hash_ids holds null'],
    [`${GOOD.slice(0, -1)}, "hash_ids": [1000, 01000, 1000]}`, 'not JSON: '],
    [`${GOOD.slice(0, -1)}, "hash_ids": [1000, 1000,, 1000]}`, 'not JSON: '],
    [`${GOOD.slice(0, -1)}, "hash_ids": [1000, 1000, 10x0, 1000]}`, 'not JSON: '],
    [`${GOOD.slice(0, -1)}, "hash_ids": [1000, 1000, ]}`, 'not JSON: '],
  ])('%s', (bad, message) => {
    for (const wantsBlocks of [true, false]) {
      const read = () => readText(`${GOOD}\n${bad}\n${GOOD}\n`, { wantsBlocks })
      expect(read).toThrow(`trace:2: ${message}`)
    }
  })

  test('or is left out, counted, and the first is kept', () => {
    const text = `${GOOD}\n\nnonsense\n${GOOD}\n{}\n`
    const { requests, summary } = readText(text, { onBadLine: 'skip' })
    expect(requests).toEqual([TAKEN, TAKEN])
    expect(summary.badLines).toBe(2)
    expect(summary.firstBadLine).toMatch(/^line 3: not JSON: "nonsense"/)
  })
})
