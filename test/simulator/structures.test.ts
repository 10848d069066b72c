import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arrivals } from '../../src/simulator/arrivals.js'
import { PrefixCache } from '../../src/simulator/prefix-cache.js'
import { PromptBlocks } from '../../src/simulator/prompt-blocks.js'
import { createRandom } from '../../src/simulator/random.js'
import { drawStartupMs } from '../../src/simulator/startup.js'
import { createStructures } from './structure-instance.js'

it('The prefix cache holds the most recently used blocks, each known by all before it; limits change', () => {
  // Few ids, so that prompts share beginnings of every length.
  const prompts = fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 8 }), {
    minLength: 1,
    maxLength: 150,
  })
  const limits = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 9 })
  fc.assert(
    fc.property(prompts, limits, fc.constantFrom(1, 2 ** 33, 2 ** 58), (rows, changes, scale) => {
      const cache = new PrefixCache(blocksOf(rows.map((row) => row.map((id) => id * scale))), 40)
      let limit = 40
      // Paths from the first block on, newest first.
      let known: string[] = []
      rows.forEach((row, request) => {
        const paths = row.map((_, i) => row.slice(0, i + 1).join())
        const missing = paths.findIndex((path) => !known.includes(path))
        expect(cache.match(request)).toBe(missing < 0 ? row.length : missing)
        cache.insert(request)
        for (const path of paths.slice(0, limit).reverse()) {
          known = [path, ...known.filter((it) => it !== path)].slice(0, limit)
        }
        expect(cache.size).toBe(known.length)
        if (request % 10 !== 9) return
        limit = changes[Math.floor(request / 10)] ?? limit
        cache.shrinkTo(limit)
        known = known.slice(0, limit)
      })
    }),
    { numRuns: 1000 },
  )
})

it('A partly filled last block is never found again', () => {
  const blocks = new PromptBlocks(
    {
      length: 1,
      arrivalMs: Float64Array.of(0),
      isl: Uint32Array.of(1100),
      osl: Uint32Array.of(1),
      prefixBlocks: { offsets: Uint32Array.of(0, 3), ids: Float64Array.of(1, 2, 3) },
    },
    512,
  )
  expect(blocks.countOf(0)).toBe(2)
})

describe('Queues', () => {
  const kernel = createStructures()

  it('the event queue gives the earliest of all replicas, of equals the first made', () => {
    const changes = fc.array(
      fc.record({
        kind: fc.constantFrom('add', 'add', 'set', 'set', 'take', 'remove'),
        timeMs: fc.nat(20),
        one: fc.nat(600),
      }),
      { maxLength: 300 },
    )
    fc.assert(
      fc.property(changes, (rows) => {
        const queue = kernel.createQueue()
        const times = new Map<number, number>()
        const replicas: number[] = []
        for (const { kind, timeMs, one } of rows) {
          const there = [...times.keys()]
          const id = there[one % there.length]
          if (kind === 'add' || id === undefined) {
            const added = replicas.length
            replicas.push(kernel.addReplica(queue, added))
            times.set(added, Number.POSITIVE_INFINITY)
          } else if (kind === 'set') {
            kernel.setTime(queue, replicas[id]!, timeMs)
            times.set(id, timeMs)
          } else if (kind === 'remove') {
            kernel.removeReplica(queue, replicas[id]!)
            times.delete(id)
          } else if (kernel.topMs(queue) < Number.POSITIVE_INFINITY) {
            times.set(kernel.takeTop(queue), Number.POSITIVE_INFINITY)
          }
          expect(kernel.topMs(queue)).toBe(Math.min(...times.values()))
        }
        const order = [...times]
          .filter(([, timeMs]) => timeMs < Number.POSITIVE_INFINITY)
          .sort((a, b) => a[1] - b[1] || a[0] - b[0])
        expect(order.map(() => kernel.takeTop(queue))).toEqual(order.map(([id]) => id))
        expect(kernel.topMs(queue)).toBe(Number.POSITIVE_INFINITY)
      }),
    )
  })

  it('the request heap gives the least key and lets any request leave', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 200 }), fc.nat(199), (keys, leaver) => {
        const heap = kernel.createHeap()
        const requests = keys.map((key, index) => kernel.pushRequest(heap, index, key))
        if (leaver < requests.length) kernel.removeRequest(heap, requests[leaver]!)
        const left = keys.filter((_, index) => index !== leaver).sort((a, b) => a - b)
        const popped: number[] = []
        while (kernel.heapSize(heap) > 0) {
          const key = kernel.topKey(heap)
          expect(keys[kernel.popRequest(heap)]).toBe(key)
          popped.push(key)
        }
        expect(popped).toEqual(left)
        expect(kernel.topKey(heap)).toBe(Number.POSITIVE_INFINITY)
      }),
    )
  })

  it('arrivals come in order of time, those of one time in order of the trace', () => {
    const requests = {
      length: 4,
      arrivalMs: Float64Array.of(5, 1, 5, 0),
      isl: Uint32Array.of(10, 11, 12, 13),
      osl: Uint32Array.of(20, 21, 22, 23),
    }
    const arrivals = new Arrivals(requests)
    const rows = new Float64Array(3 * Arrivals.NUMBERS)
    expect(arrivals.take(rows)).toBe(3)
    expect([...rows]).toEqual([0, 3, 13, 23, 1, 1, 11, 21, 5, 0, 10, 20])
    expect(arrivals.take(rows)).toBe(1)
    expect([...rows].slice(0, 4)).toEqual([5, 2, 12, 22])
    expect(arrivals.take(rows)).toBe(0)
  })
})

it('Lognormal start-up has the given median and spread', () => {
  const random = createRandom(3)
  const startup = { kind: 'lognormal', medianSeconds: 60, sigma: 0.5 } as const
  const drawn = Array.from({ length: 20_001 }, () => drawStartupMs(startup, random) / 1000)
  drawn.sort((a, b) => a - b)
  expect(drawn[10_000]! / 60).toBeCloseTo(1, 1)
  // One standard deviation of the logarithm up: the 84.13th percentile.
  expect(drawn[16_827]! / (60 * Math.exp(0.5))).toBeCloseTo(1, 1)
})

function blocksOf(rows: readonly (readonly number[])[]): PromptBlocks {
  const offsets = [0]
  for (const row of rows) offsets.push(offsets.at(-1)! + row.length)
  return new PromptBlocks(
    {
      length: rows.length,
      arrivalMs: new Float64Array(rows.length),
      isl: Uint32Array.from(rows, (row) => row.length),
      osl: new Uint32Array(rows.length),
      prefixBlocks: { offsets: Uint32Array.from(offsets), ids: Float64Array.from(rows.flat()) },
    },
    1,
  )
}
