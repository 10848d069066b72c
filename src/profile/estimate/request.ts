import type { Engine } from './engine.js'

/** What to estimate: an engine, and how far to sample it. */
export interface EstimateRequest {
  readonly name: string
  readonly engine: Engine
  /** Longest context to sample, tokens; shorter when the KV cache holds less. */
  readonly maxContextLength: number
}
