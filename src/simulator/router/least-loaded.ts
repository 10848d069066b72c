import type { DecodeWorker } from '../decode-worker.js'
import type { PrefillWorker } from '../prefill-worker.js'
import type { Router } from './router.js'

/**
 * The replica with the fewest tokens on it, the oldest of equals: at prefill the prompt tokens of
 * queued and unfinished requests, at decode the context that its requests came with.
 */
export const leastLoaded: Router = {
  prefill: (ready) => leastLoadedOf<PrefillWorker>(ready),
  decode: (ready) => leastLoadedOf<DecodeWorker>(ready),
}

export function leastLoadedOf<T extends { readonly load: number }>(ready: readonly T[]): T {
  let best = ready[0]!
  let least = best.load
  // No load is below 0: the first idle replica it is.
  for (let i = 1; i < ready.length && least > 0; i++) {
    const { load } = ready[i]!
    if (load >= least) continue
    least = load
    best = ready[i]!
  }
  return best
}
