import type { RequestColumns } from '../domain/requests.js'
import type { TrafficSample } from '../domain/traffic.js'

/** Which requests arrived in which interval: those of interval i are order[begin[i]] .. order[begin[i + 1] − 1]. */
export interface IntervalRequests {
  readonly order: Uint32Array
  readonly begin: Uint32Array
}

/** Counting sort by interval, with the intervals' own rule: floor(arrivalMs / 1000 / T). */
export function requestsByInterval(
  { length, arrivalMs }: RequestColumns,
  cut: { readonly samples: readonly TrafficSample[]; readonly intervalSeconds: number },
): IntervalRequests {
  const { samples, intervalSeconds } = cut
  const numberOf = (seconds: number) => Math.round(seconds / intervalSeconds)
  const positions = new Map(samples.map(({ startSeconds }, i) => [numberOf(startSeconds), i]))
  let number = Number.NaN
  let position: number | undefined
  const place = (request: number) => {
    const own = Math.floor(arrivalMs[request]! / 1000 / intervalSeconds)
    // Most often the interval of the request before.
    if (own !== number) {
      number = own
      position = positions.get(own)
    }
    if (position === undefined) throw new Error(`request ${request} lies in no interval`)
    return position
  }
  const begin = new Uint32Array(samples.length + 1)
  for (let request = 0; request < length; request++) begin[place(request) + 1]!++
  for (let i = 0; i < samples.length; i++) begin[i + 1]! += begin[i]!
  const next = begin.slice()
  const order = new Uint32Array(length)
  for (let request = 0; request < length; request++) order[next[place(request)]!++] = request
  return { order, begin }
}
