import { describe, expect, it } from 'vitest'
import { createEngine, DEFAULT_ENGINE_OPTIONS } from '../../src/simulator/engine/engine.js'
import type { Outcome } from '../../src/simulator/outcome.js'
import { OutcomeColumns, STATUS_NAMES } from '../../src/simulator/outcome-columns.js'
import { createRandom } from '../../src/simulator/random.js'
import { DEFAULT_SIMULATOR_SETTINGS, type SimulatorSettings } from '../../src/simulator/settings.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { formulaProfile } from '../helpers/profile.js'

interface Row {
  readonly atMs: number
  readonly isl: number
  readonly osl: number
  readonly blocks?: readonly number[]
}

// TTFT = 10 + 0.02 L + 10⁻⁷ L² ms, ITL = 5 + 0.05 B + 2·10⁻⁵ KV ms.
const ENGINE = createEngine(formulaProfile(), DEFAULT_ENGINE_OPTIONS)

describe('A lone request', () => {
  it('of 10,000 tokens takes TTFT(10,000) = 220 ms in two passes', () => {
    const [one] = play([{ atMs: 0, isl: 10_000, osl: 1 }])
    expect(one!.prefillMs).toBeCloseTo(220, 6)
    expect(one!.firstTokenMs).toBe(one!.finishMs)
  })

  it('of 8,000 tokens waits 21 ms for 131,072 bytes a token at 400 gigabits/s', () => {
    const kvTransfer = { gigabitsPerSecond: 400, bytesPerToken: 131_072 }
    const [one] = play([{ atMs: 0, isl: 8000, osl: 10 }], { kvTransfer })
    expect(one!.transferMs).toBeCloseTo(20.97, 2)
    expect(one!.firstTokenMs).toBeCloseTo(10 + 160 + 6.4 + 20.97, 2)
  })

  it('of 1,000 tokens with 512 of them cached takes a + T(1,000) − T(512) = 19.8 ms', () => {
    const [, second] = play([
      { atMs: 0, isl: 1024, osl: 1, blocks: [7, 8] },
      { atMs: 500, isl: 1000, osl: 1, blocks: [7, 9] },
    ])
    expect(second!.prefillMs).toBeCloseTo(19.834, 3)
  })
})

it('Two prompts of 1,000 tokens in one pass take a + 2 (T(1,000) − a) = 50.2 ms', () => {
  const both = [
    { atMs: 0, isl: 1000, osl: 1 },
    { atMs: 0, isl: 1000, osl: 1 },
  ]
  for (const one of play(both)) expect(one.prefillMs).toBeCloseTo(50.2, 6)
  const [plain] = play(both, { contextTerm: false })
  expect(plain!.prefillMs).toBeCloseTo(10 + 0.02 * 2000 + 1e-7 * 2000 ** 2, 6)
})

it('A request whose last pass takes no time misses the decode step that began at that time', () => {
  // 49 + 1 tokens in the first pass; the second token of the other one costs nothing below the measured range.
  const [first, second] = play(
    [
      { atMs: 0, isl: 49, osl: 3 },
      { atMs: 0, isl: 2, osl: 3 },
    ],
    { prefillTokenBudget: 50 },
  )
  expect(first!.decodeWaitMs).toBe(0)
  expect(second!.prefillMs).toBe(first!.prefillMs)
  expect(second!.decodeWaitMs).toBeCloseTo(5 + 0.05 + 2e-5 * 50, 9)
})

describe('Where TTFT ends', () => {
  it.each([
    ['prefill', 48.361],
    // A free decode replica takes the request at once.
    ['client', 48.361],
    ['decode', 48.361 + 5 + 0.05 + 2e-5 * 1900],
  ] as const)('%s', (ttftEnds, expectedMs) => {
    const [one] = play([{ atMs: 0, isl: 1900, osl: 3 }], { ttftEnds })
    expect(one!.firstTokenMs).toBeCloseTo(expectedMs, 6)
  })
})

describe('Requests without a token', () => {
  it('of output end with their prefill', () => {
    const [one] = play([{ atMs: 0, isl: 1000, osl: 0 }])
    expect(one).toMatchObject({ status: 'completed', firstTokenMs: one!.finishMs })
  })

  it('of input take what the shortest measured prompt takes', () => {
    const [one] = play([{ atMs: 0, isl: 0, osl: 1 }])
    expect(one!.prefillMs).toBeCloseTo(10 + 2 + 0.001, 6)
  })
})

it('A request that could not run even alone is rejected on arrival', () => {
  const [one] = play([{ atMs: 3, isl: 1_200_000, osl: 1 }])
  expect(one).toMatchObject({ status: 'rejected', finishMs: 3, firstTokenMs: Number.NaN })
})

it('A fleet of nothing serves nothing and ends', () => {
  expect(
    play([{ atMs: 0, isl: 10, osl: 1 }], { initialReplicas: { prefill: 0, decode: 0 } }),
  ).toEqual([])
})

it('Scaling down cancels what starts, then drains the newest; GPU-seconds run until it is gone', () => {
  const simulator = createSimulator({
    requests: columnsOf([{ atMs: 0, isl: 16_000, osl: 1 }]),
    engine: ENGINE,
    settings: {
      ...DEFAULT_SIMULATOR_SETTINGS,
      initialReplicas: { prefill: 1, decode: 1 },
      gpusPerReplica: { prefill: 4, decode: 1 },
    },
    random: createRandom(1),
    sink: new OutcomeColumns(1),
  })
  simulator.advanceTo(100)
  simulator.scaleTo({ prefill: 3, decode: 1 })
  expect(simulator.fleet().prefill).toEqual({ starting: 2, ready: 1, draining: 0 })
  simulator.scaleTo({ prefill: 0, decode: 1 })
  expect(simulator.fleet().prefill).toEqual({ starting: 0, ready: 0, draining: 1 })
  simulator.advanceTo(1000)
  expect(simulator.fleet().prefill).toEqual({ starting: 0, ready: 0, draining: 0 })
  // TTFT(16,000) = 355.6 ms on 4 GPUs.
  expect(simulator.gpuSeconds().prefill).toBeCloseTo(4 * 0.3556, 6)
  expect(simulator.gpuSeconds().decode).toBeCloseTo(1, 9)
})

it('Outcome columns keep what ended and leave the rest unfinished', () => {
  const columns = new OutcomeColumns(2)
  const [one] = play([{ atMs: 1, isl: 1000, osl: 5 }])
  columns.add({ ...one!, request: 1 })
  expect([...columns.status].map((code) => STATUS_NAMES[code])).toEqual(['unfinished', 'completed'])
  expect(columns.finishMs[1]).toBe(one!.finishMs)
  expect(columns.queueWaitMs[1]).toBe(0)
})

function play(rows: readonly Row[], changed: Partial<SimulatorSettings> = {}): Outcome[] {
  const outcomes: Outcome[] = []
  createSimulator({
    requests: columnsOf(rows),
    engine: ENGINE,
    settings: { ...DEFAULT_SIMULATOR_SETTINGS, ...changed },
    random: createRandom(1),
    sink: { add: (outcome) => outcomes.push({ ...outcome }) },
  }).finish()
  return outcomes.sort((a, b) => a.request - b.request)
}

function columnsOf(rows: readonly Row[]) {
  const offsets = [0]
  for (const { blocks = [] } of rows) offsets.push(offsets.at(-1)! + blocks.length)
  return {
    length: rows.length,
    arrivalMs: Float64Array.from(rows, ({ atMs }) => atMs),
    isl: Uint32Array.from(rows, ({ isl }) => isl),
    osl: Uint32Array.from(rows, ({ osl }) => osl),
    prefixBlocks: {
      offsets: Uint32Array.from(offsets),
      ids: Float64Array.from(rows.flatMap(({ blocks = [] }) => blocks)),
    },
  }
}
