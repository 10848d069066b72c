import type { Result } from '../run/result.js'
import type { Spec } from './charts/plot.js'
import type { ChartSource, TimeWindow } from './charts/source.js'
import { thinningNote } from './charts/thinning-note.js'
import { headlines } from './headline.js'
import { formatDuration, formatPlural } from './units.js'

interface Shown {
  readonly source: ChartSource
  readonly window: TimeWindow
}

/** What stands above the panels of a picture: what was run, and the headline numbers. */
export function pictureTitle(result: Result, { source, window }: Shown): Spec {
  const numbers = headlines(result).map(({ label, value }) => `${label} ${value}`)
  const { adjustmentIntervalSeconds, loadPredictor } = result.settings
  const note = thinningNote(source, window)
  const count = formatPlural(result.intervals.length, 'interval')
  return {
    text: `Dry run of ${result.trace.name}`,
    subtitle: [
      `${count} of ${formatDuration(adjustmentIntervalSeconds)}, forecast by ${loadPredictor}, profile ${result.profile.name}`,
      numbers.join('  ·  '),
      ...(note === '' ? [] : [note]),
    ],
    fontSize: 17,
    subtitlePadding: 7,
    subtitleLineHeight: 17,
    offset: 20,
  }
}
