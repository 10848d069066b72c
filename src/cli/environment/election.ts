import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ElectionLease } from '../../connectors/election.js'
import { ALONE, type Leadership } from '../../connectors/leadership.js'
import { LEADER_SETTINGS } from '../settings/environment-settings.js'
import { numberOf, type SettingReader, textOf } from '../settings/setting-reader.js'

/** What names one process's part in an election. */
export interface Candidate {
  readonly name: string
  /** Differs from every other process's, and from this one's after a restart. */
  readonly identity: string
  readonly leaseSeconds: number
}

/** Null without --leader-elect. */
export function candidateOf(settings: SettingReader): Candidate | null {
  if (settings.value(LEADER_SETTINGS.leaderElect) !== true) return null
  return {
    name: textOf(settings, LEADER_SETTINGS.leaseName)!,
    identity: `${hostname()}_${randomUUID()}`,
    leaseSeconds: numberOf(settings, LEADER_SETTINGS.leaseSeconds),
  }
}

export const steadySeconds = () => performance.now() / 1000

/** Renewed five times within a lease; not acted on in its last third. */
export async function openElection(
  candidate: Candidate | null,
  lease: ElectionLease | null,
  onError: (error: unknown) => void,
): Promise<Leadership> {
  if (candidate === null || lease === null) return ALONE
  const { createElection } = await import('../../connectors/election.js')
  const { leaseSeconds } = candidate
  return createElection({
    ...{ lease, leaseSeconds, onError },
    renewSeconds: leaseSeconds / 5,
    marginSeconds: leaseSeconds / 3,
    clock: { steadySeconds, wallSeconds: () => Date.now() / 1000 },
    sleep: (seconds, signal) => sleep(seconds * 1000, undefined, { signal }),
  })
}
