import { isSorted, type RequestColumns } from '../domain/requests.js'

/** The requests of a trace in order of arrival; requests of the same time keep the order of the trace. */
export class Arrivals {
  /** Arrival of the next request, ms; Infinity after the last. */
  nextMs = Number.POSITIVE_INFINITY
  /** Requests taken so far: the next one's position in order of arrival. */
  rank = 0
  /** Request at each position; null when the trace is in order already. */
  private readonly order: Uint32Array | null
  private readonly length: number
  private readonly arrivalMs: Float64Array

  constructor(requests: RequestColumns) {
    this.order = isSorted(requests) ? null : orderOf(requests)
    this.length = requests.length
    this.arrivalMs = requests.arrivalMs
    this.look()
  }

  /** Takes the next request: its index in the trace. */
  take(): number {
    const request = this.order === null ? this.rank : this.order[this.rank]!
    this.rank++
    this.look()
    return request
  }

  private look(): void {
    if (this.rank >= this.length) this.nextMs = Number.POSITIVE_INFINITY
    else this.nextMs = this.arrivalMs[this.order === null ? this.rank : this.order[this.rank]!]!
  }
}

function orderOf({ length, arrivalMs }: RequestColumns): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i)
  return order.sort((a, b) => arrivalMs[a]! - arrivalMs[b]! || a - b)
}
