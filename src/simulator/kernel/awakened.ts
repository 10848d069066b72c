import { DECODE, Replica } from './replica'

// Replicas that are to look for work as soon as all that happens at this time has happened.

export let awakenedCount: i32 = 0
/** The last one awakened of each role; the others hang from it. */
let lastPrefill: Replica | null = null
let lastDecode: Replica | null = null

export function awaken(replica: Replica): void {
  if (replica.isAwakened) return
  replica.isAwakened = true
  awakenedCount++
  if (replica.role === DECODE) {
    replica.nextAwakened = lastDecode
    lastDecode = replica
  } else {
    replica.nextAwakened = lastPrefill
    lastPrefill = replica
  }
}

/** Takes one of those there are: decode first, it may free KV cache at prefill. */
export function takeAwakened(): Replica {
  const decode = lastDecode
  const replica = decode === null ? lastPrefill! : decode
  if (decode === null) lastPrefill = replica.nextAwakened
  else lastDecode = replica.nextAwakened
  awakenedCount--
  replica.isAwakened = false
  return replica
}
