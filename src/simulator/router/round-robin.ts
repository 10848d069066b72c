import type { RequestPool } from '../request-pool.js'
import type { Router } from './router.js'

/** Request i in order of arrival goes to replica i mod n of the n that are ready, oldest first. */
export function roundRobin(pool: RequestPool): Router {
  return {
    prefill: (ready, slot) => ready[pool.rank[slot]! % ready.length]!,
    decode: (ready, slot) => ready[pool.rank[slot]! % ready.length]!,
  }
}
