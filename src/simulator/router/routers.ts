import type { RequestPool } from '../request-pool.js'
import type { RouterName } from '../settings.js'
import { leastLoaded } from './least-loaded.js'
import { prefixAware } from './prefix-aware.js'
import { roundRobin } from './round-robin.js'
import type { Router } from './router.js'

const ROUTERS: Readonly<Record<RouterName, (pool: RequestPool) => Router>> = {
  'least-loaded': () => leastLoaded,
  'round-robin': roundRobin,
  'prefix-aware': prefixAware,
}

export function createRouter(name: RouterName, pool: RequestPool): Router {
  return ROUTERS[name](pool)
}
