import type { Role } from '../domain/role.js'
import type { Engine } from './engine/engine.js'
import type { PromptBlocks } from './prompt-blocks.js'
import type { Replica } from './replica.js'
import type { RequestPool } from './request-pool.js'
import type { SimulatorSettings } from './settings.js'
import type { Tally } from './tally.js'

/** What replicas share, and whom they hand a request to. */
export interface Work {
  readonly nowMs: number
  readonly engine: Engine
  readonly settings: SimulatorSettings
  readonly pool: RequestPool
  readonly tally: Tally
  /** Null without a prefix cache. */
  readonly blocks: PromptBlocks | null
  /** Has `start` of the replica called once everything at this time has happened. */
  awaken(replica: Replica): void
  /** Sends the requests that waited for a first ready replica of the role on their way. */
  placeWaiting(role: Role): void
  /** The prompt is computed. */
  prefilled(slot: number): void
  /** The decode replica has the KV cache. */
  received(slot: number): void
  /** A token is at the client: the first one, or one that prefill computed after a retry. */
  deliver(slot: number, atMs: number): void
  /** All tokens are emitted. */
  completed(slot: number, atMs: number): void
}
