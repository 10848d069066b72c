import { setTimeout as sleep } from 'node:timers/promises'
import type { EnvironmentConnector, PoolStatus } from '../../connectors/environment.js'
import { createKubernetesConnector } from '../../connectors/kubernetes/connector.js'
import type { Role } from '../../domain/role.js'
import type { Backend } from '../../domain/settings.js'
import { UserError } from '../../domain/user-error.js'
import { deploymentName, openKubernetesApi } from '../environment/kubernetes.js'
import type { Progress } from '../progress.js'
import { numberOf, type SettingReader } from '../settings/setting-reader.js'
import { DRY_RUN_SETTINGS } from '../settings/table.js'
import { WAIT_SETTINGS } from './flags.js'
import type { Target } from './target.js'

export interface Scaling {
  readonly settings: SettingReader
  readonly target: Target
  readonly blocking: boolean
  readonly dryRun: boolean
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** One pool before and after. */
export interface Scaled {
  readonly role: Role
  readonly from: number
  readonly to: number
}

/** Orders what is wanted, at once. @throws UserError when a pool is not settled, or does not get ready in time. */
export async function scale(scaling: Scaling): Promise<readonly Scaled[]> {
  const { target, signal } = scaling
  const connector = await connect(scaling)
  const before = await connector.readPools(signal)
  const wanted = (role: Role) => target.get(role)?.(before[role].desired) ?? 0
  const replicas = { prefill: wanted('prefill'), decode: wanted('decode') }
  const { pools } = await connector.apply(replicas, signal)
  const scaled: Scaled[] = []
  const refused: string[] = []
  for (const role of target.keys()) {
    const outcome = pools?.[role]
    if (outcome?.kind === 'skipped') refused.push(outcome.reason)
    else {
      const from = outcome?.kind === 'applied' ? outcome.from : replicas[role]
      scaled.push({ role, from, to: replicas[role] })
    }
  }
  if (refused.length > 0) throw notWhole(refused, scaled)
  if (scaling.blocking) await untilReady(connector, scaling)
  return scaled
}

async function connect({ settings, target, dryRun }: Scaling): Promise<EnvironmentConnector> {
  const deployment = deploymentName(settings)
  return createKubernetesConnector({
    api: await openKubernetesApi(settings),
    deployment,
    roles: [...target.keys()],
    backend: settings.value(DRY_RUN_SETTINGS.backend) as Backend,
    modelName: null,
    budget: { maxGpus: -1, gpusPerReplica: { prefill: null, decode: null } },
    // A person is told, and may try again.
    maxWaitSeconds: Number.POSITIVE_INFINITY,
    nowSeconds: () => 0,
    isDryRun: dryRun,
  })
}

/** What was done must be said, too. */
function notWhole(refused: readonly string[], scaled: readonly Scaled[]): UserError {
  const done = scaled.filter(({ from, to }) => from !== to)
  const but = done.map(({ role, from, to }) => `; ${role} was scaled from ${from} to ${to}`)
  return new UserError(`not scaled: ${[...new Set(refused)].join('; ')}${but.join('')}`, {
    exitCode: 3,
  })
}

async function untilReady(
  connector: EnvironmentConnector,
  { settings, target, progress, signal }: Scaling,
): Promise<void> {
  const intervalMs = 1000 * numberOf(settings, WAIT_SETTINGS.checkInterval)
  const waitSeconds = numberOf(settings, WAIT_SETTINGS.maxWait)
  for (const end = performance.now() + 1000 * waitSeconds; ; ) {
    const pools = await connector.readPools(signal)
    const waiting = [...target.keys()].filter((role) => !isReady(pools[role]))
    if (waiting.length === 0) return
    const what = waiting.map(
      (role) => `${role} ${pools[role].running ?? '?'} of ${pools[role].desired}`,
    )
    if (performance.now() >= end) {
      throw new UserError(`not ready after ${waitSeconds} s: ${what.join(', ')}`, { exitCode: 3 })
    }
    progress.step({ label: `waiting: ${what.join(', ')}` })
    await sleep(intervalMs, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

function isReady({ isStable, running, desired }: PoolStatus): boolean {
  return isStable && (running === null || running === desired)
}
