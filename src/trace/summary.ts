/** What a whole trace was: kept beside its intervals, shown in the report. */
export interface TraceSummary {
  /** As the user named it; `-` is standard input. */
  readonly name: string
  /** Name of the reader that took it: `mooncake`, `azure`. */
  readonly format: string
  readonly requests: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Earliest and latest arrival, seconds from the trace's origin. */
  readonly firstSeconds: number
  readonly lastSeconds: number
  /** False when an arrival was earlier than the one before it. */
  readonly sorted: boolean
  /** Clock time of the origin in ms since 1970 UTC, or null when the format has none. */
  readonly originEpochMs: number | null
  /** Lines left out on request (`--on-bad-line skip`), and the first of them with its reason. */
  readonly badLines: number
  readonly firstBadLine: string | null
}
