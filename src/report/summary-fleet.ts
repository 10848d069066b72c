import type { Result } from '../run/result.js'
import { playedFleets } from './alternatives.js'
import { gpuHoursOf } from './headline.js'
import { plannedRoles } from './shortfall.js'
import type { Line } from './summary-line.js'
import { padEnd } from './terminal/ink.js'
import { formatCount, formatPair, formatPlural, formatSi } from './units.js'

/** Replicas and GPUs: as planned, and as simulated where that took more. */
export function fleetLines(result: Result): readonly Line[] {
  const { summary, settings } = result
  const roles = plannedRoles(result).map((role, index): Line => {
    const { mean, peak } = summary.replicas[role]
    return [
      index === 0 ? 'Replicas' : '',
      fleetText({ name: role, mean, peak, gpuHours: summary.gpuHours[role] }),
    ]
  })
  const gpuHours = summary.gpuHours.total
  const together = fleetText({ name: 'together', ...summary.gpus, gpuHours })
  if (settings.fleet !== null) {
    const { prefill, decode } = settings.fleet
    return [['Fixed fleet', formatPair(prefill, decode)], ['GPUs', together], ...usedLines(result)]
  }
  const budget =
    settings.maxGpuBudget < 0 ? 'no budget' : `budget ${formatCount(settings.maxGpuBudget)}`
  return [
    ...roles,
    ['GPUs', `${together}, ${budget}`],
    ...usedLines(result),
    ['Scaling', formatPlural(summary.scalingActions, 'action')],
  ]
}

interface FleetFigures {
  readonly name: string
  readonly mean: number
  readonly peak: number
  readonly gpuHours: number
}

function fleetText({ name, mean, peak, gpuHours }: FleetFigures): string {
  return `${padEnd(name, 10)}mean ${padEnd(formatSi(mean), 9)} peak ${padEnd(formatCount(peak), 6)}${formatSi(gpuHours)} GPU-hours`
}

/** What the simulated fleet took, where that is not what was planned; its price if nothing else says it. */
function usedLines(result: Result): readonly Line[] {
  const { used, planned, cost } = gpuHoursOf(result)
  const isPriced = cost !== null && playedFleets(result).length === 0
  if (planned === null && !isPriced) return []
  const price = isPriced ? `, cost ${formatSi(cost)}` : ''
  return [['', `${padEnd('with starting and draining', 36)}${formatSi(used)} GPU-hours${price}`]]
}
