import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { convertTrace } from '../../src/files/trace-convert.js'
import { writeTrace } from '../../src/files/trace-write.js'
import { constant } from '../../src/trace/synth/constant.js'
import { synthesize } from '../../src/trace/synth/synthesize.js'
import { TRACE_WRITERS } from '../../src/trace/writers.js'

const [MOONCAKE, AZURE] = TRACE_WRITERS
const REQUESTS = 20_000

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trace-write-'))
})
afterAll(() => rm(folder, { recursive: true }))

function write(path: string, rest: { standardOutput?: Writable; signal?: AbortSignal } = {}) {
  const rows = synthesize(constant, { requests: REQUESTS })
  return writeTrace({ path, rows, writer: MOONCAKE!, originEpochMs: 0, ...rest })
}

test('a file, a packed file and standard output hold the same', async () => {
  const [plain, packed] = [join(folder, 'new', 'a.jsonl'), join(folder, 'a.jsonl.gz')]
  expect(await write(plain)).toBe(REQUESTS)
  await write(packed)
  let output = ''
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk, _, done) {
      output += chunk
      setImmediate(done)
    },
  })
  await write('-', { standardOutput: slow })
  const text = await readFile(plain, 'utf8')
  expect(text.split('\n')).toHaveLength(REQUESTS + 1)
  expect(gunzipSync(await readFile(packed)).toString() === text).toBe(true)
  expect(output === text).toBe(true)
})

test('a reader that closes early ends the writing and is no error', async () => {
  const closing = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('closed'), { code: 'EPIPE' })),
  })
  expect(await write('-', { standardOutput: closing })).toBeLessThan(REQUESTS)
})

test('an abort leaves no file behind', async () => {
  for (const name of ['aborted.jsonl', 'aborted.jsonl.gz']) {
    await expect(write(join(folder, name), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    })
  }
  expect((await readdir(folder)).filter((name) => name.includes('aborted'))).toEqual([])
})

test('a trace converted there and back is the same; what is lost is said', async () => {
  const [first, second, third] = ['c.jsonl', 'c.csv', 'c2.jsonl'].map((name) => join(folder, name))
  await write(first!)
  const settings = { onBadLine: 'error', defaultOriginEpochMs: Date.UTC(2024, 0, 1) } as const
  const there = await convertTrace({ from: first!, to: second!, writer: AZURE!, ...settings })
  const back = await convertTrace({ from: second!, to: third!, writer: MOONCAKE!, ...settings })
  expect(there).toEqual([`${second}: ${REQUESTS} requests`])
  expect(back[1]).toMatch(/^left out: the clock time of time 0, 2024-01-01T00:00:00\.\d{3}Z$/)
  const firstMs = JSON.parse((await readFile(first!, 'utf8')).split('\n')[0]!).timestamp
  const moved = (await readFile(first!, 'utf8')).replaceAll(
    /"timestamp": (\d+)/g,
    (_, ms) => `"timestamp": ${ms - firstMs}`,
  )
  expect(moved === (await readFile(third!, 'utf8'))).toBe(true)
})
