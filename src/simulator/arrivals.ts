import { isSorted, type RequestColumns } from '../domain/requests.js'

/** The requests of a trace in order of arrival; requests of the same time keep the order of the trace. */
export class Arrivals {
  /** Of each arrival: time, ms; index in the trace; input and output tokens. */
  static readonly NUMBERS = 4
  /** Requests taken so far: the next one's position in order of arrival. */
  private rank = 0
  /** Request at each position; null when the trace is in order already. */
  private readonly order: Uint32Array | null

  constructor(private readonly requests: RequestColumns) {
    this.order = isSorted(requests) ? null : orderOf(requests)
  }

  /** Writes the next requests into rows of four numbers, as many as fit and are left: how many. */
  take(rows: Float64Array): number {
    const { order } = this
    const { arrivalMs, isl, osl, length } = this.requests
    const count = Math.min(Math.floor(rows.length / Arrivals.NUMBERS), length - this.rank)
    for (let i = 0; i < count; i++) {
      const request = order === null ? this.rank + i : order[this.rank + i]!
      const at = Arrivals.NUMBERS * i
      rows[at] = arrivalMs[request]!
      rows[at + 1] = request
      rows[at + 2] = isl[request]!
      rows[at + 3] = osl[request]!
    }
    this.rank += count
    return count
  }
}

function orderOf({ length, arrivalMs }: RequestColumns): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i)
  return order.sort((a, b) => arrivalMs[a]! - arrivalMs[b]! || a - b)
}
