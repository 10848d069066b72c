import type { Result } from '../run/result.js'
import type { Served } from '../run/simulated.js'
import { formatCount, formatPair } from './units.js'

/** One fleet that the requests were played through. */
export interface PlayedFleet {
  readonly name: string
  /** What it knows and may do. */
  readonly note: string
  readonly served: Served
  /** The run itself, which the others stand beside. */
  readonly own: boolean
}

/** Why a planned run has no other fleets beside it, where it has none. */
export function unplayedFleets({ summary, settings, trace }: Result): string | undefined {
  const { simulated } = summary
  if (!simulated || simulated.alternatives !== null || settings.fleet !== null) return undefined
  return settings.alternatives === 'never'
    ? 'with no other fleets, by --alternatives never'
    : `with no other fleets: ${formatCount(trace.requests)} requests are many; --alternatives always plays them`
}

/** The run beside perfect foresight and the best fixed fleet; nothing where they were not played. */
export function playedFleets({ summary, settings }: Result): readonly PlayedFleet[] {
  const { simulated } = summary
  if (!simulated?.alternatives) return []
  const { perfectForesight, bestStatic } = simulated.alternatives
  const { prefill, decode } = bestStatic.fleet
  return [
    {
      name: 'planned',
      note: `forecast by ${settings.loadPredictor}`,
      served: simulated,
      own: true,
    },
    {
      name: 'perfect foresight',
      note: 'knows the traffic of each interval, replicas start at once',
      served: perfectForesight,
      own: false,
    },
    {
      name: `best static ${formatPair(prefill, decode)}`,
      note: 'fixed fleet of about the same GPU-hours',
      served: bestStatic,
      own: false,
    },
  ]
}
