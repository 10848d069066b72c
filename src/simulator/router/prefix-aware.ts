import type { RequestPool } from '../request-pool.js'
import { leastLoaded } from './least-loaded.js'
import type { Router } from './router.js'

/**
 * The prefill replica that has the longest part of the prompt cached, the least loaded of equals.
 * Decode replicas keep no cache between requests: the least loaded.
 */
export function prefixAware(pool: RequestPool): Router {
  return {
    decode: leastLoaded.decode,
    prefill(ready, slot) {
      const request = pool.request[slot]!
      let best = ready[0]!
      let longest = -1
      for (const worker of ready) {
        const cached = worker.cache?.match(request) ?? 0
        if (cached < longest || (cached === longest && worker.load >= best.load)) continue
        longest = cached
        best = worker
      }
      return best
    },
  }
}
