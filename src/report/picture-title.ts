import type { Result } from '../run/result.js'
import type { Spec } from './charts/plot.js'
import type { ChartSource, TimeWindow } from './charts/source.js'
import { thinningNote } from './charts/thinning-note.js'
import { fleetPhrase, headlineTexts, reportTitle } from './headline.js'
import { textWidth } from './text-width.js'
import { formatDuration, formatPlural } from './units.js'

interface Shown {
  readonly source: ChartSource
  readonly window: TimeWindow
  /** Room for a line, px. */
  readonly room: number
}

const SUBTITLE_PX = 12

/** What stands above the panels of a picture: what was run, and the headline numbers. */
export function pictureTitle(result: Result, { source, window, room }: Shown): Spec {
  const { adjustmentIntervalSeconds } = result.settings
  const run = [
    `${formatPlural(result.intervals.length, 'interval')} of ${formatDuration(adjustmentIntervalSeconds)}`,
    fleetPhrase(result),
    `profile ${result.profile.name}`,
  ]
  const numbers = headlineTexts(result)
  const note = thinningNote(source, window)
  return {
    text: reportTitle(result),
    subtitle: [
      ...joined(run, ', ', room),
      ...joined(numbers, '  ·  ', room),
      ...joined(note === '' ? [] : note.split(' '), ' ', room),
    ],
    limit: room,
    fontSize: 17,
    subtitleFontSize: SUBTITLE_PX,
    subtitlePadding: 7,
    subtitleLineHeight: 17,
    offset: 20,
  }
}

/** Parts in one line each as far as they fit. */
function joined(parts: readonly string[], separator: string, room: number): readonly string[] {
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    const longer = last === undefined ? part : `${last}${separator}${part}`
    const isFitting = textWidth(longer, { sizePx: SUBTITLE_PX, bold: false }) <= room
    if (last !== undefined && isFitting) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines
}
