import { ROLES } from '../../domain/role.js'
import { gpusPerEngine } from '../../planner/sizing/policy.js'
import type { Result } from '../result.js'
import type { Change } from './change.js'
import type { Trial } from './counterfactual.js'
import type { PlayedInterval, Resimulation } from './resimulation.js'

/** Plays changes of a run and judges one interval by them; the same change is played once. */
export interface Trials {
  of(change: Change): Promise<Trial>
  readonly plays: number
}

export function createTrials(known: {
  readonly result: Result
  readonly resimulation: Resimulation
  readonly index: number
  /** The run as it was. */
  readonly base: PlayedInterval
  readonly soughtRequests: number
}): Trials {
  const { result, resimulation, index, base, soughtRequests } = known
  const played = new Map<string, Trial>()

  async function play(change: Change): Promise<Trial> {
    const { withinBoth, gpuHours } = await resimulation.met(index, change)
    return {
      change,
      passes: withinBoth >= soughtRequests,
      withinBoth,
      extraGpuHours: gpuHours - base.gpuHours,
      gpus: gpusOf(change, result),
    }
  }

  return {
    async of(change) {
      const key = JSON.stringify(change)
      const trial = played.get(key) ?? (await play(change))
      played.set(key, trial)
      return trial
    },
    get plays() {
      return played.size
    },
  }
}

function gpusOf(change: Change, { intervals, settings }: Result): number | null {
  const gpus = (count: (role: (typeof ROLES)[number]) => number) =>
    ROLES.reduce((sum, role) => sum + count(role) * gpusPerEngine(settings, role), 0)
  if (change.kind === 'fleet') return gpus((role) => change.fleet[role])
  if (change.kind !== 'replicas' && change.kind !== 'shift') return null
  const { from, through, more } = change
  const each = intervals.slice(from, through + 1)
  return Math.max(...each.map(({ target }) => gpus((role) => target[role] + more[role])))
}
