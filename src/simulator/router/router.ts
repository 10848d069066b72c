import type { DecodeWorker } from '../decode-worker.js'
import type { PrefillWorker } from '../prefill-worker.js'

/** Chooses among the ready replicas of a role, oldest first, at least one. */
export interface Router {
  prefill(ready: readonly PrefillWorker[], slot: number): PrefillWorker
  decode(ready: readonly DecodeWorker[], slot: number): DecodeWorker
}
