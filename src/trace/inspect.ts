import type { PrefixBlocks, RequestColumns } from '../domain/requests.js'
import type { TraceSummary } from './summary.js'

const BUSIEST_SECONDS = 60

/** A trace at a glance. Quantiles are nearest rank: the smallest value that so many requests do not exceed. */
export interface TraceInspection {
  readonly trace: TraceSummary
  /** First to last arrival, seconds. */
  readonly durationSeconds: number
  readonly requestsPerSecond: {
    /** null when all requests came at one moment. */
    readonly mean: number | null
    /** Of the busiest minute, counted from the first arrival. */
    readonly busiestMinute: number
  }
  /** Tokens. */
  readonly isl: Distribution
  readonly osl: Distribution
  /** null when the trace has no block ids. */
  readonly prefix: PrefixReuse | null
}

export interface Distribution {
  readonly mean: number
  readonly min: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

export interface PrefixReuse {
  readonly blocks: number
  readonly distinctBlocks: number
  /** Share of blocks that an earlier request (or block) had before: the best a prefix cache can do. */
  readonly reuseShare: number
}

export function inspectTrace(requests: RequestColumns, trace: TraceSummary): TraceInspection {
  const durationSeconds = trace.lastSeconds - trace.firstSeconds
  return {
    trace,
    durationSeconds,
    requestsPerSecond: {
      mean: durationSeconds > 0 ? trace.requests / durationSeconds : null,
      busiestMinute: busiestRate(requests, trace.firstSeconds * 1000),
    },
    isl: distribution(requests.isl.slice(0, requests.length)),
    osl: distribution(requests.osl.slice(0, requests.length)),
    prefix: requests.prefixBlocks ? prefixReuse(requests.prefixBlocks, requests.length) : null,
  }
}

function busiestRate({ arrivalMs, length }: RequestColumns, firstMs: number): number {
  const counts = new Map<number, number>()
  let most = 0
  for (let i = 0; i < length; i++) {
    const window = Math.floor((arrivalMs[i]! - firstMs) / 1000 / BUSIEST_SECONDS)
    const count = (counts.get(window) ?? 0) + 1
    counts.set(window, count)
    if (count > most) most = count
  }
  return most / BUSIEST_SECONDS
}

/** Sorts the column in place. */
function distribution(tokens: Uint32Array): Distribution {
  tokens.sort()
  const rank = (share: number) => tokens[Math.max(0, Math.ceil(share * tokens.length) - 1)]!
  let sum = 0
  for (const count of tokens) sum += count
  return {
    mean: sum / tokens.length,
    min: rank(0),
    p50: rank(0.5),
    p90: rank(0.9),
    p99: rank(0.99),
    max: rank(1),
  }
}

/** Counted by sorting: a Set would end at 16.7 million ids. */
function prefixReuse({ offsets, ids }: PrefixBlocks, requests: number): PrefixReuse {
  const blocks = offsets[requests]!
  const sorted = ids.slice(0, blocks).sort()
  let distinctBlocks = 0
  for (let i = 0; i < blocks; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinctBlocks++
  return { blocks, distinctBlocks, reuseShare: blocks === 0 ? 0 : 1 - distinctBlocks / blocks }
}
