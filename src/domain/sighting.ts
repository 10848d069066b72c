/** What is asked of Prometheus at the end of an interval. */
export type Metric = 'requests' | 'isl' | 'osl' | 'ttftMs' | 'itlMs' | 'requestDurationSeconds'

export const METRICS: readonly Metric[] = [
  'requests',
  'isl',
  'osl',
  'ttftMs',
  'itlMs',
  'requestDurationSeconds',
]

/** The answer to one query: a value, nothing that counts, or a failure. Never a zero in place of either. */
export type Sighting =
  | { readonly kind: 'value'; readonly value: number; readonly series: number }
  /** No value: what was there instead, one clause. */
  | { readonly kind: 'undefined'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string }

/** How fresh the samples are, by Prometheus's own clock. */
export interface Freshness {
  /** Age of the oldest last sample among the model's series, seconds; null when none is there any more. */
  readonly ageSeconds: number | null
  /** Series that counted requests in the interval and are gone, by their instance. */
  readonly vanished: readonly string[]
}

/** Everything that was seen of one interval. */
export interface Sightings {
  readonly metrics: Readonly<Record<Metric, Sighting>>
  /** Null when it could not be asked. */
  readonly freshness: Freshness | null
  /** Why freshness could not be asked, or what the answers said of not being whole. */
  readonly faults: readonly SightingFault[]
}

export interface SightingFault {
  readonly kind: 'failed' | 'partial'
  readonly text: string
}
