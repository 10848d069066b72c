import type { Compat } from '../../src/domain/settings.js'
import { readProfile } from '../../src/files/profile.js'
import type { Performance } from '../../src/planner/sizing/policy.js'
import { createDecodePerformance } from '../../src/profile/decode-performance.js'
import { createPrefillPerformance } from '../../src/profile/prefill-performance.js'
import type { Profile } from '../../src/profile/profile.js'
import { sharedPath } from './shared.js'

/** A profile below `../shared/data`, named as a conformance case names it. */
export function readSharedProfile(name: string): Promise<Profile> {
  const path = name.startsWith('use-pre-swept-results:') ? name : sharedPath(name)
  return readProfile({
    name: path,
    preSweptDir: sharedPath('data/profiles'),
    shippedDir: new URL('../../profiles/', import.meta.url).pathname,
  })
}

export async function readPerformance(name: string, compat: Compat): Promise<Performance> {
  const { prefill, decode } = await readSharedProfile(name)
  return {
    prefill: prefill && createPrefillPerformance(prefill, { compat }),
    decode: decode && createDecodePerformance(decode, { compat }),
  }
}
