import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readIntervals, readRequests } from '../../src/files/trace.js'

const LINE = '{"timestamp": 61000, "input_length": 600, "output_length": 2, "hash_ids": [7, 8]}\n'
const BARE = '{"timestamp": 5, "input_length": 7, "output_length": 2}\n'
const MANY = BARE.repeat(30_000) + LINE.repeat(30_000)
const AS_SETTINGS = {
  adjustmentIntervalSeconds: 60,
  emptyIntervals: 'fill',
  onBadLine: 'error',
} as const

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trace-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe('a file is read', () => {
  test('into intervals and a summary', async () => {
    const path = await file('many.jsonl', MANY)
    const { intervals, summary } = await readIntervals({ path, ...AS_SETTINGS })
    expect(intervals).toEqual([
      { index: 0, startSeconds: 0, requests: 30_000, isl: 7, osl: 2 },
      { index: 1, startSeconds: 60, requests: 30_000, isl: 600, osl: 2 },
    ])
    expect(summary).toMatchObject({ name: path, format: 'mooncake', requests: 60_000, badLines: 0 })
  })

  test('into columns with ragged block ids', async () => {
    const path = await file('many.jsonl', MANY)
    const { requests } = await readRequests({ path, onBadLine: 'error' })
    expect(requests.length).toBe(60_000)
    expect([...requests.arrivalMs.subarray(29_999, 30_001)]).toEqual([5, 61_000])
    expect([requests.isl[59_999], requests.osl[59_999]]).toEqual([600, 2])
    const { offsets, ids } = requests.prefixBlocks!
    expect([offsets[30_000], offsets[30_001], offsets[60_000]]).toEqual([0, 2, 60_000])
    expect([...ids.subarray(59_998, 60_000)]).toEqual([7, 8])
  })

  test('into columns without block ids when there are none', async () => {
    const path = await file('bare.jsonl', BARE)
    expect((await readRequests({ path, onBadLine: 'error' })).requests.prefixBlocks).toBeUndefined()
  })

  test('when it is gzip, whatever its name, of one member or several', async () => {
    const whole = await readIntervals({ path: await file('many.jsonl', MANY), ...AS_SETTINGS })
    const one = await file('packed.txt', gzipSync(MANY))
    const two = await file(
      'packed.bin',
      Buffer.concat([gzipSync(MANY.slice(0, 99)), gzipSync(MANY.slice(99))]),
    )
    for (const path of [one, two]) {
      expect((await readIntervals({ path, ...AS_SETTINGS })).intervals).toEqual(whole.intervals)
    }
  })

  test('from standard input for -, packed or not, in pieces of any size', async () => {
    for (const bytes of [Buffer.from(LINE), gzipSync(LINE)]) {
      const standardInput = Readable.from([...bytes].map((byte) => Buffer.of(byte)))
      const { summary } = await readIntervals({ path: '-', standardInput, ...AS_SETTINGS })
      expect(summary).toMatchObject({ name: '-', requests: 1 })
    }
  })

  test('telling how far it is', async () => {
    const path = await file('many.jsonl', MANY)
    const seen: unknown[] = []
    await readIntervals({ path, ...AS_SETTINGS, onProgress: (progress) => seen.push(progress) })
    expect(seen.length).toBeGreaterThan(3)
    expect(seen.at(-1)).toMatchObject({ bytesRead: MANY.length, totalBytes: MANY.length })
    expect(seen.at(-1)).toHaveProperty('requests')
  })
})

describe('what cannot be read ends in one line', () => {
  test.each([
    ['absent', 'cannot read %: no such file', undefined],
    ['cut.gz', 'cannot read %: the gzip data ends too early', gzipSync(MANY).subarray(0, 2000)],
    ['header.gz', 'cannot read %: the gzip data ends too early', Uint8Array.of(0x1f, 0x8b)],
    [
      'damaged.gz',
      'cannot read %: the gzip data is damaged',
      Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255, 255),
    ],
    [
      'checksum.gz',
      'cannot read %: the gzip data is damaged',
      gzipSync(LINE).fill(1, gzipSync(LINE).length - 8),
    ],
    ['empty', '%: the trace is empty; needed: at least one request', ''],
    ['empty.gz', '%: the trace is empty', gzipSync('')],
    ['one-byte', '%:1: not a trace of a known format', Uint8Array.of(0x1f)],
  ])('%s', async (name, message, content) => {
    const path = join(folder, name)
    if (content !== undefined) await writeFile(path, content)
    const expected = {
      name: 'UserError',
      exitCode: 2,
      message: expect.stringContaining(message.replace('%', path)),
    }
    await expect(readIntervals({ path, ...AS_SETTINGS })).rejects.toMatchObject(expected)
    await expect(readRequests({ path, onBadLine: 'skip' })).rejects.toMatchObject(expected)
  })

  test('a directory', async () => {
    const path = join(folder, 'directory')
    await mkdir(path)
    await expect(readIntervals({ path, ...AS_SETTINGS })).rejects.toThrow(
      `cannot read ${path}: it is a directory`,
    )
  })

  test('a bad line of standard input', async () => {
    const standardInput = Readable.from([Buffer.from(`${LINE}oops\n`)])
    await expect(readIntervals({ path: '-', standardInput, ...AS_SETTINGS })).rejects.toThrow(
      'standard input:2: not JSON: "oops"',
    )
  })

  test('an interval of 0 s', async () => {
    const path = await file('bare.jsonl', BARE)
    const settings = { ...AS_SETTINGS, adjustmentIntervalSeconds: 0 }
    await expect(readIntervals({ path, ...settings })).rejects.toThrow(
      'the adjustment interval is 0 s',
    )
  })
})

describe('an abort stops the reading at once', () => {
  test('before it starts', async () => {
    const path = await file('many.jsonl', MANY)
    const signal = AbortSignal.abort()
    await expect(readIntervals({ path, ...AS_SETTINGS, signal })).rejects.toThrow(signal.reason)
  })

  test.each([
    ['a file', MANY],
    ['a gzip file', gzipSync(MANY)],
  ])('in the middle of %s', async (_, content) => {
    const path = await file('aborted', content)
    const controller = new AbortController()
    const onProgress = () => controller.abort()
    const reading = readRequests({
      path,
      onBadLine: 'error',
      onProgress,
      signal: controller.signal,
    })
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('while standard input says nothing', async () => {
    const controller = new AbortController()
    const standardInput = new Readable({ read: () => setImmediate(() => controller.abort()) })
    const reading = readIntervals({
      path: '-',
      standardInput,
      ...AS_SETTINGS,
      signal: controller.signal,
    })
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
  })
})

test('a file shrinking to nothing while it is read is no endless wait', async () => {
  const path = await file('shrinking.jsonl', MANY)
  const onProgress = () => void open(path, 'w').then((handle) => handle.close())
  const result = await readIntervals({ path, ...AS_SETTINGS, onProgress }).catch((error) => error)
  expect(result).toBeDefined()
})
