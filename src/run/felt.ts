import type { RequestColumns } from '../domain/requests.js'
import { type OutcomeColumns, STATUS_NAMES } from '../simulator/outcome-columns.js'
import { distributionOf } from './distribution.js'
import type { Distribution, SlaAttainment } from './simulated.js'

/** The requests one looks at: their indices in the trace. */
export type RequestSet = Uint32Array

export function allRequests(length: number): RequestSet {
  const all = new Uint32Array(length)
  for (let i = 0; i < length; i++) all[i] = i
  return all
}

/** What a set of requests felt. */
export interface Felt {
  readonly ttftMs: Distribution
  readonly itlMs: Distribution
  readonly e2eMs: Distribution
  readonly completed: number
  readonly sla: SlaAttainment
  readonly goodputRequests: number
}

const COMPLETED = STATUS_NAMES.indexOf('completed')

/**
 * Latencies over the completed requests of a set, attainment over all of them. ITL is per request,
 * (last − first token) ÷ (osl − 1), over requests of more than one token; a shorter one has met its ITL.
 */
export function feltBy(
  requests: RequestSet,
  known: {
    readonly columns: RequestColumns
    readonly outcomes: OutcomeColumns
    readonly targets: { readonly ttftMs: number; readonly itlMs: number }
  },
): Felt {
  const { columns, outcomes, targets } = known
  const ttft = new Float64Array(requests.length)
  const e2e = new Float64Array(requests.length)
  const itl = new Float64Array(requests.length)
  let completed = 0
  let gaps = 0
  const within = { ttft: 0, itl: 0, both: 0 }
  for (const request of requests) {
    if (outcomes.status[request] !== COMPLETED) continue
    const arrivalMs = columns.arrivalMs[request]!
    const osl = columns.osl[request]!
    const firstTokenMs = outcomes.firstTokenMs[request]!
    const finishMs = outcomes.finishMs[request]!
    const ttftMs = firstTokenMs - arrivalMs
    const itlMs = osl > 1 ? (finishMs - firstTokenMs) / (osl - 1) : 0
    ttft[completed] = ttftMs
    e2e[completed] = finishMs - arrivalMs
    completed++
    if (osl > 1) itl[gaps++] = itlMs
    if (ttftMs <= targets.ttftMs) within.ttft++
    if (itlMs <= targets.itlMs) within.itl++
    if (ttftMs <= targets.ttftMs && itlMs <= targets.itlMs) within.both++
  }
  const share = (count: number) => (requests.length === 0 ? null : count / requests.length)
  return {
    ttftMs: distributionOf(ttft.subarray(0, completed)),
    itlMs: distributionOf(itl.subarray(0, gaps)),
    e2eMs: distributionOf(e2e.subarray(0, completed)),
    completed,
    sla: { ttft: share(within.ttft), itl: share(within.itl), both: share(within.both) },
    goodputRequests: within.both,
  }
}

/** Waits before the first pass, of all requests that came so far. */
export function queueWaits({ queueWaitMs }: OutcomeColumns): Distribution {
  const waits = new Float64Array(queueWaitMs.length)
  let known = 0
  for (let i = 0; i < queueWaitMs.length; i++) {
    const wait = queueWaitMs[i]!
    if (!Number.isNaN(wait)) waits[known++] = wait
  }
  return distributionOf(waits.subarray(0, known))
}
