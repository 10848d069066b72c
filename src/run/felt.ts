import type { RequestColumns } from '../domain/requests.js'
import { type OutcomeColumns, STATUS_NAMES } from '../simulator/outcome-columns.js'
import { distributionOf } from './distribution.js'
import { Latencies } from './latencies.js'
import type { Distribution, SlaAttainment } from './simulated.js'

/** The requests one looks at: their indices in the trace. */
export type RequestSet = Uint32Array

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

export function feltBy(requests: RequestSet, input: FeltInput): Felt {
  return new FeltSets(requests.length, input).add(requests)
}

/**
 * What sets of requests felt, each by itself and all together, looking at every request once. Latencies
 * over the completed requests, attainment over all of them. ITL is per request, (last − first token) ÷
 * (osl − 1), over requests of more than one token; a shorter one has met its ITL.
 */
export class FeltSets {
  private readonly ttft: Latencies
  private readonly itl: Latencies
  private readonly e2e: Latencies
  private readonly total = new SetCounts()

  /** `capacity`: requests of all sets together. */
  constructor(
    capacity: number,
    private readonly input: FeltInput,
  ) {
    this.ttft = new Latencies(capacity)
    this.itl = new Latencies(capacity)
    this.e2e = new Latencies(capacity)
  }

  /** Another set; no request is in two. */
  add(requests: RequestSet): Felt {
    const counts = this.look(requests)
    this.total.add(counts)
    const { ttft, itl, e2e } = this
    return felt(counts, { ttftMs: ttft.cut(), itlMs: itl.cut(), e2eMs: e2e.cut() })
  }

  /** All sets so far as one; none can be added afterwards. */
  all(): Felt {
    const { ttft, itl, e2e } = this
    return felt(this.total, { ttftMs: ttft.all(), itlMs: itl.all(), e2eMs: e2e.all() })
  }

  /** Once all has been said: an array with room for a number of each request. */
  release(): Float64Array {
    return this.e2e.release()
  }

  private look(requests: RequestSet): SetCounts {
    const { columns, outcomes, targets } = this.input
    const { ttft, itl, e2e } = this
    const counts = new SetCounts()
    counts.requests = requests.length
    for (const request of requests) {
      if (outcomes.status[request] !== COMPLETED) continue
      const arrivalMs = columns.arrivalMs[request]!
      const osl = columns.osl[request]!
      const firstTokenMs = outcomes.firstTokenMs[request]!
      const finishMs = outcomes.finishMs[request]!
      const ttftMs = firstTokenMs - arrivalMs
      const itlMs = osl > 1 ? (finishMs - firstTokenMs) / (osl - 1) : 0
      ttft.add(ttftMs)
      e2e.add(finishMs - arrivalMs)
      if (osl > 1) itl.add(itlMs)
      counts.completed++
      if (ttftMs <= targets.ttftMs) counts.ttft++
      if (itlMs <= targets.itlMs) counts.itl++
      if (ttftMs <= targets.ttftMs && itlMs <= targets.itlMs) counts.both++
    }
    return counts
  }
}

/** Requests of a set, those completed, and those within their targets. */
class SetCounts {
  requests = 0
  completed = 0
  ttft = 0
  itl = 0
  both = 0

  add(other: SetCounts): void {
    this.requests += other.requests
    this.completed += other.completed
    this.ttft += other.ttft
    this.itl += other.itl
    this.both += other.both
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

/** Waits before the first pass, of all requests that came so far; `waits` has room for them. */
export function queueWaits({ queueWaitMs }: OutcomeColumns, waits: Float64Array): Distribution {
  let known = 0
  for (let i = 0; i < queueWaitMs.length; i++) {
    const wait = queueWaitMs[i]!
    if (!Number.isNaN(wait)) waits[known++] = wait
  }
  return distributionOf(waits.subarray(0, known))
}
