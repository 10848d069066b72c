import type { Fleet } from './fleet.js'
import type { Replica } from './replica.js'
import { type RequestPool, STAGE } from './request-pool.js'

/**
 * Takes everything off a replica that is taken away: what it has in hand and, at prefill, the requests
 * whose KV cache it still holds. Slots in order of arrival.
 */
export function takeOff(replica: Replica, { fleet, pool }: { fleet: Fleet; pool: RequestPool }) {
  const slots = [...replica.abandon()]
  if (replica.role === 'prefill') slots.push(...takeHeld(replica, { fleet, pool }))
  return slots.sort((a, b) => pool.rank[a]! - pool.rank[b]!)
}

function takeHeld(replica: Replica, { fleet, pool }: { fleet: Fleet; pool: RequestPool }) {
  const slots: number[] = []
  for (let slot = 0; slot < pool.top; slot++) {
    if (pool.prefillReplica[slot] !== replica.id) continue
    const stage = pool.stage[slot]!
    if (stage === STAGE.unplaced) fleet.decode.unplaced.remove(slot)
    else if (stage === STAGE.waiting || stage === STAGE.transferring) {
      fleet.decodeReplica(pool.decodeReplica[slot]!).abandonOne(slot)
    } else continue
    slots.push(slot)
  }
  return slots
}
