import fc from 'fast-check'
import type { RequestColumns } from '../../src/domain/requests.js'
import type { PerRole } from '../../src/domain/role.js'
import {
  createEngine,
  DEFAULT_ENGINE_OPTIONS,
  type Engine,
} from '../../src/simulator/engine/engine.js'
import type { SimulatorSettings } from '../../src/simulator/settings.js'
import { tinyProfile } from './tiny-profile.js'

/** A whole small run: requests, one kind of engine, a fleet, and scalings at given times. */
export interface Scenario {
  readonly requests: RequestColumns
  readonly engine: Engine
  readonly settings: SimulatorSettings
  readonly scalings: readonly { readonly atMs: number; readonly replicas: PerRole<number> }[]
  readonly seed: number
}

const ENGINES = (['fit', 'grid'] as const).flatMap((decodeTiming) =>
  (['quadratic', 'linear', 'clamp'] as const).map((longPrompts) =>
    createEngine(tinyProfile(), { ...DEFAULT_ENGINE_OPTIONS, decodeTiming, longPrompts }),
  ),
)

const perRole = (value: fc.Arbitrary<number>) => fc.record({ prefill: value, decode: value })

const startup = fc.oneof(
  fc.record({ kind: fc.constant('constant' as const), seconds: fc.constantFrom(0, 0.0213) }),
  fc.record({
    kind: fc.constant('lognormal' as const),
    medianSeconds: fc.constant(0.02),
    sigma: fc.constant(0.8),
  }),
)

const drain = fc.oneof(
  fc.record({ kind: fc.constant('graceful' as const) }),
  fc.record({
    kind: fc.constant('kill-after' as const),
    seconds: fc.constantFrom(0.00517, 0.0371),
    killed: fc.constantFrom('retry' as const, 'fail' as const),
  }),
)

const settings: fc.Arbitrary<SimulatorSettings> = fc.record({
  initialReplicas: perRole(fc.integer({ min: 0, max: 3 })),
  gpusPerReplica: fc.constant({ prefill: 1, decode: 2 }),
  startup,
  drain,
  router: fc.constantFrom('least-loaded', 'round-robin', 'prefix-aware'),
  prefillTokenBudget: fc.constantFrom(7, 20, 64, 1000),
  prefillMaxRequests: fc.constantFrom(1, 3, 256),
  contextTerm: fc.boolean(),
  prefixCache: fc.constantFrom('per-worker', 'shared', 'off'),
  traceBlockSize: fc.constant(4),
  kvTransfer: fc.constantFrom(null, { gigabitsPerSecond: 0.001, bytesPerToken: 31 }),
  kvWatermarkShare: fc.constantFrom(0, 0.01, 0.1),
  ttftEnds: fc.constantFrom('client', 'prefill', 'decode'),
})

const request = fc.record({
  // Irrational steps: two events fall together only where the model makes them.
  arrivalMs: fc.integer({ min: 0, max: 4000 }).map((step) => step * 0.1 * Math.SQRT2),
  isl: fc.integer({ min: 0, max: 120 }),
  osl: fc.integer({ min: 0, max: 50 }),
  tree: fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 32 }),
})

const scaling = fc.record({
  atMs: fc.integer({ min: 1, max: 4000 }).map((step) => step * 0.1 * Math.sqrt(3)),
  replicas: perRole(fc.integer({ min: 0, max: 4 })),
})

export const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    rows: fc.array(request, { maxLength: 30 }),
    base: fc.constantFrom(...ENGINES),
    kvCapacityTokens: fc.constantFrom(90, 130, 200, 400, Number.POSITIVE_INFINITY),
    maxNumSeqs: fc.constantFrom(1, 2, 5, 100),
    settings,
    scalings: fc.array(scaling, { maxLength: 5 }),
    seed: fc.integer(),
  })
  .map(({ rows, base, kvCapacityTokens, maxNumSeqs, scalings, ...rest }) => ({
    ...rest,
    requests: columnsOf(rows),
    engine: { ...base, kvCapacityTokens, maxNumSeqs },
    scalings: scalings.sort((a, b) => a.atMs - b.atMs),
  }))

interface Row {
  readonly arrivalMs: number
  readonly isl: number
  readonly osl: number
  /** Branches taken: two prompts share blocks as far as their paths agree. */
  readonly tree: readonly number[]
}

export function columnsOf(rows: readonly Row[]): RequestColumns {
  const offsets = [0]
  const ids: number[] = []
  for (const { isl, tree } of rows) {
    let path = 1
    for (const branch of tree.slice(0, Math.ceil(isl / 4))) {
      path = (path * 2 + branch) % 2 ** 40
      ids.push(path)
    }
    offsets.push(ids.length)
  }
  return {
    length: rows.length,
    // A tiny shift by rank keeps equal times apart.
    arrivalMs: Float64Array.from(rows, ({ arrivalMs }, i) => arrivalMs + i * 0.000317),
    isl: Uint32Array.from(rows, ({ isl }) => isl),
    osl: Uint32Array.from(rows, ({ osl }) => osl),
    prefixBlocks: { offsets: Uint32Array.from(offsets), ids: Float64Array.from(ids) },
  }
}
