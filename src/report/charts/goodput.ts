import { formatCount, formatShare } from '../units.js'
import type { Asked } from './asked.js'
import { excessPlot } from './excess-plot.js'
import type { Plot } from './plot.js'
import type { ChartSource } from './source.js'

/** Requests of each interval against those that met both targets. */
export const goodputPlot: Plot = excessPlot({
  name: 'goodput',
  height: 84,
  wholeNumbers: true,
  hue: 'muted',
  names: { asked: 'requests', served: 'goodput' },
  columns: goodputOf,
  describe: describeMissed,
})

export function goodputOf({ felt, actual, warmup }: ChartSource): Asked {
  return { asked: actual.requests.slice(warmup), served: felt?.goodput ?? [] }
}

/** `252 of 286 missed (88.1 %)`: no longer, or it would not fit a narrow window. */
function describeMissed(requests: number, goodput: number): string {
  const missed = requests - goodput
  const share = formatShare(missed / requests)
  return `${formatCount(missed)} of ${formatCount(requests)} missed (${share})`
}
