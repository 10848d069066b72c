import type { PerRole } from '../domain/role.js'
import type { TtftPartMeans } from './ttft-parts.js'

/** Mean and quantiles over requests; null where there were none. Quantiles are linear between ranks. */
export interface Distribution {
  readonly mean: number | null
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

/** Shares of requests within their targets, 0..1; a request that was rejected or killed met none. */
export interface SlaAttainment {
  readonly ttft: number | null
  readonly itl: number | null
  readonly both: number | null
}

/** What the requests that arrived in one interval felt, and the fleet at the interval's end. */
export interface SimulatedInterval {
  readonly starting: PerRole<number>
  readonly ready: PerRole<number>
  readonly draining: PerRole<number>
  readonly ttftMs: Distribution
  readonly itlMs: Distribution
  readonly e2eMs: Distribution
  /** Of the requests that arrived in the interval, those that were served to their end, whenever that was. */
  readonly completed: number
  readonly sla: SlaAttainment
  /** Of the requests that arrived in the interval, those that met both targets. */
  readonly goodputRequests: number
  /** Requests waiting at the interval's end, not yet in a batch. */
  readonly queue: PerRole<number>
  /** GPU-seconds of starting, ready and draining replicas in the interval. */
  readonly gpuSeconds: number
}

/** What all requests of the trace felt. */
export interface SimulatedSummary extends Served {
  readonly completed: number
  /** Requests that could not fit a replica even alone. */
  readonly rejected: number
  /** Times a request lost its KV cache to older ones and was computed again. */
  readonly preempted: number
  /** Requests killed with their replica and not tried again. */
  readonly killed: number
  readonly ttftMs: Distribution
  readonly itlMs: Distribution
  readonly e2eMs: Distribution
  readonly queueWaitMs: Distribution
  /** Mean parts of TTFT at the client: queue wait, prefill, KV transfer, wait for decode. */
  readonly ttftPartsMs: TtftPartMeans
  /** Share of requests and of input tokens whose prompt lay inside the profile's measured range. */
  readonly coverage: { readonly requests: number; readonly tokens: number }
  readonly peakKvUsage: number
  /** The same requests on other fleets; null with a fixed `--fleet`, and as `--alternatives` says. */
  readonly alternatives: {
    /** Knows each interval's traffic beforehand, replicas start at once. */
    readonly perfectForesight: Served
    /** The best fixed fleet of about the same GPU-hours. */
    readonly bestStatic: Served & { readonly fleet: PerRole<number> }
  } | null
}

/** What one number can say of a fleet: attainment, goodput, GPU-hours, money. */
export interface Served {
  readonly sla: SlaAttainment
  /** Requests that met both targets. */
  readonly withinBoth: number
  readonly goodput: { readonly requestsPerSecond: number; readonly tokensPerSecond: number }
  /** Of starting, ready and draining replicas over the intervals of the trace. */
  readonly gpuHours: number
  /** GPU-hours × `--gpu-cost`, null without one. */
  readonly cost: number | null
}
