import { expect } from 'vitest'
import type { PerRole, Role } from '../../src/domain/role.js'
import type { JournalInterval } from '../../src/run/journal.js'
import { type AuditedWrite, readAuditedWrites } from './audited-writes.js'
import type { Sample } from './graph-deployment.js'
import { GPUS, MAX_GPUS } from './live-planners.js'

const SERVICE = { prefill: 'PrefillWorker', decode: 'DecodeWorker' } as const
const DEPLOYMENTS = 'dynamographdeployments'
const ADAPTERS = 'dynamographdeploymentscalingadapters'

/** Replicas that the planner wrote, and what the API server then had. */
export interface ScaleWrite extends AuditedWrite {
  readonly role: Role
  readonly from: number
  readonly to: number
  /** Orders of both pools after it. */
  readonly ordered: PerRole<number>
}

/** Every change of replicas that the API server took from the planner, in order. */
export function readScaleWrites(log: string, sample: Sample): readonly ScaleWrite[] {
  const planner = `system:serviceaccount:${sample.namespace}:planner`
  const world = new World(sample.name)
  const found: ScaleWrite[] = []
  for (const write of readAuditedWrites(log, sample.namespace)) {
    const before = world.ordered()
    if (write.status < 300) world.take(write)
    if (write.user !== planner || write.status >= 300) continue
    const ordered = world.ordered()
    for (const role of ['prefill', 'decode'] as const) {
      const [from, to] = [before[role], ordered[role]]
      if (from !== to) found.push({ ...write, role, from, to, ordered })
    }
  }
  return found
}

/** Each within the budget, or on its way back into it; at the minimum or above; and decided then, as a journal has it. */
export function expectRightWrites(
  writes: readonly ScaleWrite[],
  {
    intervals,
    intervalSeconds,
  }: { intervals: readonly JournalInterval[]; intervalSeconds: number },
): void {
  const wrong = writes.flatMap((write) => {
    const { role, from, to, ordered } = write
    const gpus = ordered.prefill * GPUS.prefill + ordered.decode * GPUS.decode
    const what = `${role}: ${from} → ${to}`
    return [
      ...(gpus > MAX_GPUS && to > from ? [`${what} makes ${gpus} GPUs`] : []),
      ...(to < 1 ? [`${what} is below the minimum`] : []),
      ...(isDecided(write, { intervals, intervalSeconds }) ? [] : [`${what} was not decided`]),
    ]
  })
  expect(wrong).toEqual([])
}

/** Clocks of server and planner are one machine's; a write belongs to the interval under way when it came. */
function isDecided(
  { role, to, atMs }: ScaleWrite,
  given: { intervals: readonly JournalInterval[]; intervalSeconds: number },
): boolean {
  return given.intervals.some(({ atEpochMs, hold, decision }) => {
    const passedMs = atMs - atEpochMs
    const isThen = passedMs >= -5 && passedMs < given.intervalSeconds * 1000
    return isThen && hold === null && decision.replicas[role] === to
  })
}

/** What stands in the API server, as the writes have made it. */
class World {
  private readonly adapters = new Map<Role, number>()
  private readonly services = new Map<Role, number>()

  constructor(private readonly deployment: string) {}

  ordered(): PerRole<number> {
    const of = (role: Role) => this.adapters.get(role) ?? this.services.get(role) ?? 0
    return { prefill: of('prefill'), decode: of('decode') }
  }

  take({ resource, name, verb, answer }: AuditedWrite): void {
    if (resource === DEPLOYMENTS) this.takeDeployment(answer.spec ?? {})
    if (!resource.startsWith(ADAPTERS)) return
    const role = this.roleOf(name || (answer.metadata as { name?: string }).name || '')
    if (role === undefined) return
    if (verb === 'delete') this.adapters.delete(role)
    else this.adapters.set(role, Number(answer.spec?.replicas ?? 0))
  }

  private takeDeployment({ components }: Readonly<Record<string, unknown>>): void {
    for (const role of ['prefill', 'decode'] as const) {
      const found = (components as { name: string; replicas?: number }[] | undefined)?.find(
        ({ name }) => name === SERVICE[role],
      )
      if (found) this.services.set(role, found.replicas ?? 0)
    }
  }

  private roleOf(adapter: string): Role | undefined {
    return (['prefill', 'decode'] as const).find(
      (role) => adapter === `${this.deployment}-${SERVICE[role].toLowerCase()}`,
    )
  }
}
