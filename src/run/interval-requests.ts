import { isSorted, type RequestColumns } from '../domain/requests.js'
import type { TrafficSample } from '../domain/traffic.js'

/** Some requests: order[begin] .. order[end − 1]; without an order, begin .. end − 1 themselves. */
export interface RequestSet {
  readonly order: Uint32Array | null
  readonly begin: number
  readonly end: number
}

interface Cut {
  readonly samples: readonly TrafficSample[]
  readonly intervalSeconds: number
}

/** The requests that arrived in each interval, by the intervals' own rule: floor(arrivalMs / 1000 / T). */
export function requestsByInterval(requests: RequestColumns, cut: Cut): readonly RequestSet[] {
  const { samples, intervalSeconds } = cut
  const numbers = samples.map(({ startSeconds }) => Math.round(startSeconds / intervalSeconds))
  const numberOf = (request: number) =>
    Math.floor(requests.arrivalMs[request]! / 1000 / intervalSeconds)
  const cutting = { length: requests.length, numbers, numberOf }
  return isSorted(requests) ? cutInOrder(cutting) : cutByCounting(cutting)
}

/** The requests of a set, by their indices in the trace. */
export function indicesOf({ order, begin, end }: RequestSet): Uint32Array {
  if (order !== null) return order.subarray(begin, end)
  return Uint32Array.from({ length: end - begin }, (_, i) => begin + i)
}

interface Cutting {
  /** Of the trace, requests. */
  readonly length: number
  /** Of each interval; they rise. */
  readonly numbers: readonly number[]
  numberOf(request: number): number
}

/** Requests in order of arrival: where an interval ends is found by halving, and no order need be kept. */
function cutInOrder({ length, numbers, numberOf }: Cutting): readonly RequestSet[] {
  let begin = 0
  const sets = numbers.map((number) => {
    let end = begin
    for (let above = length; end < above; ) {
      const middle = (end + above) >> 1
      if (numberOf(middle) > number) above = middle
      else end = middle + 1
    }
    if (begin < end && numberOf(begin) !== number) throw inNoInterval(begin)
    const set = { order: null, begin, end }
    begin = end
    return set
  })
  if (begin < length) throw inNoInterval(begin)
  return sets
}

/** Counting sort. */
function cutByCounting({ length, numbers, numberOf }: Cutting): readonly RequestSet[] {
  const positions = new Map(numbers.map((number, i) => [number, i]))
  const place = (request: number) => {
    const position = positions.get(numberOf(request))
    if (position === undefined) throw inNoInterval(request)
    return position
  }
  const begin = new Uint32Array(numbers.length + 1)
  for (let request = 0; request < length; request++) begin[place(request) + 1]!++
  for (let i = 0; i < numbers.length; i++) begin[i + 1]! += begin[i]!
  const next = begin.slice()
  const order = new Uint32Array(length)
  for (let request = 0; request < length; request++) order[next[place(request)]!++] = request
  return numbers.map((_, i) => ({ order, begin: begin[i]!, end: begin[i + 1]! }))
}

function inNoInterval(request: number): Error {
  return new Error(`request ${request} lies in no interval`)
}
