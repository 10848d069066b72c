import type { RequestColumns } from '../domain/requests.js'
import { type OutcomeColumns, STATUS_NAMES } from '../simulator/outcome-columns.js'
import type { RequestSet } from './interval-requests.js'
import { Latencies } from './latencies.js'
import type { Distribution, SlaAttainment } from './simulated.js'

/** What a set of requests felt. */
export interface Felt {
  readonly ttftMs: Distribution
  readonly itlMs: Distribution
  readonly e2eMs: Distribution
  readonly completed: number
  readonly sla: SlaAttainment
  readonly goodputRequests: number
}

export interface FeltInput {
  readonly columns: RequestColumns
  readonly outcomes: OutcomeColumns
  readonly targets: { readonly ttftMs: number; readonly itlMs: number }
}

const COMPLETED = STATUS_NAMES.indexOf('completed')

/** What some requests felt, by their indices in the trace. */
export function feltBy(order: Uint32Array, input: FeltInput): Felt {
  const latencies = new Latencies(order.length)
  const sets = [{ order, begin: 0, end: order.length }]
  return feltBySets(sets, { ...input, latencies }).all
}

interface FeltBySetsInput extends FeltInput {
  /** With room for all requests; what it holds is lost. */
  readonly latencies: Latencies
}

/**
 * What sets of requests felt, each by itself and all together; no request is in two. Latencies over the
 * completed requests, attainment over all of them. ITL is per request, (last − first token) ÷ (osl − 1),
 * over requests of more than one token; a shorter one has met its ITL.
 */
export function feltBySets(
  sets: readonly RequestSet[],
  input: FeltBySetsInput,
): { readonly each: readonly Felt[]; readonly all: Felt } {
  const counts = sets.map((set) => countsOf(set, input))
  const ttft = distributions(sets, input, addTtfts)
  const itl = distributions(sets, input, addItls)
  const e2e = distributions(sets, input, addE2es)
  const each = counts.map((own, i) =>
    felt(own, { ttftMs: ttft.each[i]!, itlMs: itl.each[i]!, e2eMs: e2e.each[i]! }),
  )
  const latencies = { ttftMs: ttft.all, itlMs: itl.all, e2eMs: e2e.all }
  return { each, all: felt(totalOf(counts), latencies) }
}

function distributions(
  sets: readonly RequestSet[],
  input: FeltBySetsInput,
  add: (set: RequestSet, input: FeltBySetsInput) => void,
): { readonly each: readonly Distribution[]; readonly all: Distribution } {
  const { latencies } = input
  latencies.restart()
  const each = sets.map((set) => {
    add(set, input)
    return latencies.cut()
  })
  return { each, all: latencies.all() }
}

function addTtfts({ order, begin, end }: RequestSet, input: FeltBySetsInput): void {
  const { columns, outcomes, latencies } = input
  for (let i = begin; i < end; i++) {
    const request = order === null ? i : order[i]!
    if (outcomes.status[request] !== COMPLETED) continue
    latencies.add(outcomes.firstTokenMs[request]! - columns.arrivalMs[request]!)
  }
}

function addItls({ order, begin, end }: RequestSet, input: FeltBySetsInput): void {
  const { columns, outcomes, latencies } = input
  for (let i = begin; i < end; i++) {
    const request = order === null ? i : order[i]!
    if (outcomes.status[request] !== COMPLETED) continue
    const osl = columns.osl[request]!
    if (osl < 2) continue
    latencies.add((outcomes.finishMs[request]! - outcomes.firstTokenMs[request]!) / (osl - 1))
  }
}

function addE2es({ order, begin, end }: RequestSet, input: FeltBySetsInput): void {
  const { columns, outcomes, latencies } = input
  for (let i = begin; i < end; i++) {
    const request = order === null ? i : order[i]!
    if (outcomes.status[request] !== COMPLETED) continue
    latencies.add(outcomes.finishMs[request]! - columns.arrivalMs[request]!)
  }
}

/** Requests of a set, those completed, and those within their targets. */
interface SetCounts {
  readonly requests: number
  readonly completed: number
  readonly ttft: number
  readonly itl: number
  readonly both: number
}

function countsOf({ order, begin, end }: RequestSet, input: FeltInput): SetCounts {
  const { columns, outcomes, targets } = input
  let [completed, ttft, itl, both] = [0, 0, 0, 0]
  for (let i = begin; i < end; i++) {
    const request = order === null ? i : order[i]!
    if (outcomes.status[request] !== COMPLETED) continue
    completed++
    const firstTokenMs = outcomes.firstTokenMs[request]!
    const gaps = columns.osl[request]! - 1
    const itlMs = gaps > 0 ? (outcomes.finishMs[request]! - firstTokenMs) / gaps : 0
    const ttftMet = Number(firstTokenMs - columns.arrivalMs[request]! <= targets.ttftMs)
    const itlMet = Number(itlMs <= targets.itlMs)
    ttft += ttftMet
    itl += itlMet
    both += ttftMet & itlMet
  }
  return { requests: end - begin, completed, ttft, itl, both }
}

function totalOf(counts: readonly SetCounts[]): SetCounts {
  const total = (key: keyof SetCounts) => counts.reduce((sum, own) => sum + own[key], 0)
  return {
    requests: total('requests'),
    completed: total('completed'),
    ttft: total('ttft'),
    itl: total('itl'),
    both: total('both'),
  }
}

function felt(
  { requests, completed, ttft, itl, both }: SetCounts,
  latencies: Pick<Felt, 'ttftMs' | 'itlMs' | 'e2eMs'>,
): Felt {
  const share = (count: number) => (requests === 0 ? null : count / requests)
  return {
    ...latencies,
    completed,
    sla: { ttft: share(ttft), itl: share(itl), both: share(both) },
    goodputRequests: both,
  }
}

/** Waits before the first pass, of all requests that came so far; what `latencies` holds is lost. */
export function queueWaits({ queueWaitMs }: OutcomeColumns, latencies: Latencies): Distribution {
  latencies.restart()
  for (let i = 0; i < queueWaitMs.length; i++) {
    const wait = queueWaitMs[i]!
    if (!Number.isNaN(wait)) latencies.add(wait)
  }
  return latencies.all()
}
