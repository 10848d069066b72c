import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DueQueue } from '../../../src/trace/synth/due-queue.js'
import { SYNTH_OPTIONS, type SynthOption } from '../../../src/trace/synth/options.js'
import { Random } from '../../../src/trace/synth/random.js'
import { SHAPES } from '../../../src/trace/synth/shapes.js'
import { synthesize } from '../../../src/trace/synth/synthesize.js'
import { TRACE_WRITERS } from '../../../src/trace/writers.js'
import { readText } from '../read-text.js'

const [MOONCAKE, AZURE] = TRACE_WRITERS
type Given = Partial<Record<SynthOption, number>>

function shapeNamed(name: string) {
  return SHAPES.find((shape) => shape.name === name)!
}

function text(name: string, given: Given, writer = MOONCAKE!): string {
  const lines = Array.from(synthesize(shapeNamed(name), given), writer.lines(0))
  return `${writer.header === null ? '' : `${writer.header}\n`}${lines.join('\n')}\n`
}

const NAMES = SHAPES.map(({ name }) => name)

describe.each(NAMES)('%s', (name) => {
  test('gives the same bytes for the same seed, others for another', () => {
    expect(text(name, { duration: 300, seed: 5 })).toBe(text(name, { duration: 300, seed: 5 }))
    expect(text(name, { duration: 300, seed: 5 })).not.toBe(text(name, { duration: 300, seed: 6 }))
  })

  test('is a valid trace, sorted, within its duration, in both formats', () => {
    for (const writer of [MOONCAKE!, AZURE!]) {
      const { requests, summary } = readText(text(name, { duration: 600 }, writer))
      expect(summary).toMatchObject({
        format: writer.name,
        sorted: true,
        requests: requests.length,
      })
      expect(summary.lastSeconds).toBeLessThan(600)
      expect(requests.every(({ isl, osl }) => isl >= 1 && osl >= 1)).toBe(true)
    }
  })

  test('ends at its number of requests, however long that takes', () => {
    expect([...synthesize(shapeNamed(name), { requests: 9000 })]).toHaveLength(9000)
    const both = [...synthesize(shapeNamed(name), { requests: 9000, duration: 10 })]
    expect(both.length).toBeLessThan(9000)
  })
})

/** Requests per second in [from, to). */
function rate(name: string, given: Given, [from, to]: readonly [number, number]): number {
  let count = 0
  for (const { arrivalMs } of synthesize(shapeNamed(name), given)) {
    if (arrivalMs >= from * 1000 && arrivalMs < to * 1000) count++
  }
  return count / (to - from)
}

describe('rates are those of the formulas, within 5 standard deviations', () => {
  const two = { rate: 10, peakRate: 50, duration: 4000 }
  test.each<[string, Given, readonly [number, number], number]>([
    ['constant', { rate: 10, duration: 4000 }, [0, 4000], 10],
    ['ramp', two, [0, 4000], 30],
    ['ramp', two, [3000, 4000], 45],
    ['step', two, [0, 2000], 10],
    ['step', two, [2000, 4000], 50],
    ['spike', two, [2000, 2400], 50],
    ['spike', two, [0, 2000], 10],
    ['diurnal', { ...two, period: 4000 }, [0, 4000], 30],
    ['diurnal', { ...two, period: 4000 }, [1900, 2100], 49.9],
  ])('%s %o in %o s: %s per second', (name, given, window, expected) => {
    const deviation = Math.sqrt(expected / (window[1] - window[0]))
    expect(Math.abs(rate(name, given, window) - expected)).toBeLessThan(5 * deviation)
  })

  test('bursty: 3.33 per second on average, as its worked number says', () => {
    const given = { rate: 2, peakRate: 10, calmTime: 30, burstTime: 6, duration: 200_000 }
    expect(rate('bursty', given, [0, 200_000])).toBeCloseTo(10 / 3, 0.7)
  })
})

test('token counts have the mean and the spread asked for', () => {
  const rows = Array.from(
    synthesize(shapeNamed('constant'), { requests: 40_000, isl: 3000, islSpread: 0.5 }),
    ({ isl }) => isl,
  )
  const mean = rows.reduce((sum, isl) => sum + isl, 0) / rows.length
  const variance = rows.reduce((sum, isl) => sum + (isl - mean) ** 2, 0) / rows.length
  expect(Math.abs(mean / 3000 - 1)).toBeLessThan(0.02)
  expect(Math.abs(Math.sqrt(variance) / mean / 0.5 - 1)).toBeLessThan(0.05)
  const fixed = synthesize(shapeNamed('constant'), { requests: 50, osl: 77, oslSpread: 0 })
  expect(new Set(Array.from(fixed, ({ osl }) => osl))).toEqual(new Set([77]))
})

test('chat: a prompt has one id for every 512 tokens, and a turn begins with the full blocks of the one before', () => {
  const { requests } = readText(text('chat', { duration: 2000, turns: 5, systemPrompt: 1300 }))
  const owner = new Map<number, readonly number[]>()
  let continued = 0
  for (const { isl, blocks } of requests) {
    expect(blocks).toHaveLength(Math.ceil(isl / 512))
    const full = blocks!.slice(0, Math.floor(isl / 512))
    expect(full.slice(0, 2)).toEqual([0, 1].slice(0, full.length))
    const before = owner.get(full[2] ?? -1)
    if (before !== undefined) {
      continued++
      expect(full.slice(0, before.length)).toEqual(before)
      expect(full.length).toBeGreaterThanOrEqual(before.length)
    }
    if (full[2] !== undefined) owner.set(full[2], full)
  }
  expect(continued / requests.length).toBeGreaterThan(0.5)
})

describe('an option is refused in one line that says what is allowed', () => {
  test.each<[string, Given, string]>([
    ['constant', { rate: 0 }, '--rate is 0; allowed: numbers from 0.000001 to 1000000'],
    ['constant', { requests: 1.5 }, '--requests is 1.5; allowed: whole numbers from 1 to'],
    ['constant', { seed: -1 }, '--seed is -1; allowed: whole numbers from 0 to 9007199254740991'],
    [
      'constant',
      { turns: 3 },
      '--turns has no meaning for the shape constant; its own options: none',
    ],
    [
      'step',
      { width: 3 },
      '--width has no meaning for the shape step; its own options: --peak-rate, --at',
    ],
    [
      'chat',
      { maxContext: 500 },
      '--max-context is 500; allowed: at least --system-prompt and --isl together, 3024',
    ],
  ])('%s %o', (name, given, message) => {
    expect(() => synthesize(shapeNamed(name), given)).toThrow(message)
  })

  test('and every shape names only options that exist', () => {
    for (const { uses } of SHAPES)
      for (const option of uses) expect(SYNTH_OPTIONS).toHaveProperty(option)
  })
})

test('random numbers are the same everywhere: the first of seed 1', () => {
  const random = new Random(1)
  const first = [random.uniform(), random.uniform(), random.normal(), random.exponential(1)]
  expect(first).toMatchInlineSnapshot(`
    [
      0.7887684721623214,
      0.8257388820225807,
      0.7368314107113894,
      0.7571935766100052,
    ]
  `)
})

test('what is due first leaves the queue first', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), (times) => {
      const queue = new DueQueue<{ at: number }>()
      for (const at of times) queue.push({ at })
      const out = times.map(() => queue.shift()!.at)
      expect(out).toEqual([...times].sort((a, b) => a - b))
      expect(queue.shift()).toBeUndefined()
    }),
  )
})
