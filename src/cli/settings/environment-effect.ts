import { UserError } from '../../domain/user-error.js'
import {
  type EnvironmentName,
  ETCD_SETTINGS,
  KUBERNETES_SETTINGS,
  LEADER_SETTINGS,
} from './environment-settings.js'
import { find, noEffect, type SettingSources } from './resolve.js'
import type { Setting } from './setting.js'

const { leaderElect, leaseName, leaseSeconds } = LEADER_SETTINGS

/** Whether the run takes part in an election: one that never acts has no use for a lease, and must not keep it. */
function takesPart(sources: SettingSources, acts: boolean): boolean {
  return acts && find(leaderElect, sources).value === true
}

/** @throws UserError for an election in a run that ends at once: it would end before it could lead. */
export function refuseElection(
  sources: SettingSources,
  { acts, once }: { readonly acts: boolean; readonly once: boolean },
): void {
  if (!once || !takesPart(sources, acts)) return
  throw new UserError('--leader-elect cannot be used with --once, which ends before it could lead')
}

/** Settings of environments that were written down and do nothing in this one, in sentences. */
export function idleInEnvironment(
  sources: SettingSources,
  { environment, acts }: { readonly environment: EnvironmentName; readonly acts: boolean },
): string[] {
  // Variables are there for other programs, too: they need no warning.
  const isWritten = (setting: Setting) =>
    ['flag', 'file'].includes(find(setting, sources).from ?? '')
  const foreign: readonly Setting[] = [
    ...(environment === 'kubernetes' ? [] : Object.values(KUBERNETES_SETTINGS)),
    ...(environment === 'virtual' ? [] : Object.values(ETCD_SETTINGS)),
    ...(environment === 'none' ? Object.values(LEADER_SETTINGS) : []),
  ]
  const idle = noEffect(foreign.filter(isWritten), `with --environment ${environment}`)
  if (environment === 'none') return idle
  const lease = [leaseName, leaseSeconds].filter(isWritten)
  if (find(leaderElect, sources).value !== true) {
    return [...idle, ...noEffect(lease, 'without --leader-elect')]
  }
  return acts ? idle : [...idle, ...noEffect([leaderElect, ...lease], 'in a run that never acts')]
}
