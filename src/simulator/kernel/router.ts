import { DecodeWorker } from './decode-worker'
import { cachedBlocks } from './host'
import { Items } from './items'
import { PrefillWorker } from './prefill-worker'
import { Request } from './request'
import { hasPrefixCache, PREFIX_AWARE, ROUND_ROBIN, router } from './settings'

// Chooses among the ready replicas of a role, oldest first, at least one.

/** Prefix-aware: the one that has the longest part of the prompt cached, the least loaded of equals. */
export function routePrefill(ready: Items<PrefillWorker>, request: Request): PrefillWorker {
  if (router === ROUND_ROBIN) return inTurn<PrefillWorker>(ready, request)
  if (router === PREFIX_AWARE && hasPrefixCache) return longestCached(ready, request)
  return leastLoaded<PrefillWorker>(ready)
}

/** Decode replicas keep no cache between requests. */
export function routeDecode(ready: Items<DecodeWorker>, request: Request): DecodeWorker {
  if (router === ROUND_ROBIN) return inTurn<DecodeWorker>(ready, request)
  return leastLoaded<DecodeWorker>(ready)
}

/** Request i in order of arrival goes to replica i mod n of the n that are ready, oldest first. */
function inTurn<T>(ready: Items<T>, request: Request): T {
  return ready.at(<i32>(<i64>request.rank % <i64>ready.length))
}

/**
 * The replica with the fewest tokens on it, the oldest of equals: at prefill the prompt tokens of
 * queued and unfinished requests, at decode the context that its requests came with.
 */
function leastLoaded<T>(ready: Items<T>): T {
  let best = ready.at(0)
  let least = best.load
  // No load is below 0: the first idle replica it is.
  for (let i = 1; i < ready.length && least > 0; i++) {
    const replica = ready.at(i)
    if (replica.load >= least) continue
    least = replica.load
    best = replica
  }
  return best
}

function longestCached(ready: Items<PrefillWorker>, request: Request): PrefillWorker {
  let best = ready.at(0)
  let longest = -1
  for (let i = 0; i < ready.length; i++) {
    const worker = ready.at(i)
    const cached = cachedBlocks(worker.id, request.index)
    if (cached < longest || (cached === longest && worker.load >= best.load)) continue
    longest = cached
    best = worker
  }
  return best
}
