/** Load of one adjustment interval: requests is a count, isl and osl are mean tokens per request. */
export interface Traffic {
  readonly requests: number
  /** Mean input sequence length, tokens per request; 0 when there were no requests. */
  readonly isl: number
  /** Mean output sequence length, tokens per request; 0 when there were no requests. */
  readonly osl: number
}

export type TrafficSeries = keyof Traffic

export const TRAFFIC_SERIES: readonly TrafficSeries[] = ['requests', 'isl', 'osl']

/** Observed traffic of one interval. */
export interface TrafficSample extends Traffic {
  /** Position in time order, from 0. */
  readonly index: number
  /** Start of the interval, seconds from the trace's origin; a multiple of the interval length. */
  readonly startSeconds: number
}
