import type { PerRole } from '../domain/role.js'

export type RouterName = 'least-loaded' | 'round-robin' | 'prefix-aware'
export type PrefixCacheScope = 'per-worker' | 'shared' | 'off'

/** Where a request's first token is seen; docs/simulation.md draws the three. */
export type TtftEnds = 'client' | 'prefill' | 'decode'

/** How long a new replica takes until it serves, seconds. */
export type StartupDelay =
  | { readonly kind: 'constant'; readonly seconds: number }
  | { readonly kind: 'lognormal'; readonly medianSeconds: number; readonly sigma: number }

/** What happens to the requests of a replica that is scaled away. */
export type Drain =
  | { readonly kind: 'graceful' }
  | {
      readonly kind: 'kill-after'
      readonly seconds: number
      /** A killed request starts over with the tokens it has already got as part of its prompt, or fails. */
      readonly killed: 'retry' | 'fail'
    }

export interface KvTransfer {
  readonly gigabitsPerSecond: number
  readonly bytesPerToken: number
}

/** How the fleet behaves; what one replica can do is the engine's. */
export interface SimulatorSettings {
  /** Replicas that are ready at the start. */
  readonly initialReplicas: PerRole<number>
  readonly gpusPerReplica: PerRole<number>
  readonly startup: StartupDelay
  readonly drain: Drain
  readonly router: RouterName
  /** Most new tokens in one prefill pass. */
  readonly prefillTokenBudget: number
  /** Most requests in one prefill pass. */
  readonly prefillMaxRequests: number
  /** Whether a chunk costs more the more tokens lie before it; false: a pass costs TTFT(new tokens). */
  readonly contextTerm: boolean
  readonly prefixCache: PrefixCacheScope
  /** Tokens behind one prefix block id of the trace. */
  readonly traceBlockSize: number
  /** Null: the KV cache reaches the decode replica in no time. */
  readonly kvTransfer: KvTransfer | null
  /** Share of a decode replica's KV cache that admission leaves free for growth. */
  readonly kvWatermarkShare: number
  readonly ttftEnds: TtftEnds
}

export const DEFAULT_SIMULATOR_SETTINGS: SimulatorSettings = {
  initialReplicas: { prefill: 1, decode: 1 },
  gpusPerReplica: { prefill: 1, decode: 1 },
  startup: { kind: 'constant', seconds: 60 },
  drain: { kind: 'graceful' },
  router: 'least-loaded',
  prefillTokenBudget: 8192,
  prefillMaxRequests: 256,
  contextTerm: true,
  prefixCache: 'per-worker',
  traceBlockSize: 512,
  kvTransfer: null,
  kvWatermarkShare: 0.01,
  ttftEnds: 'client',
}
