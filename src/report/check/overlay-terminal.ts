import type { Result } from '../../run/result.js'
import { highest, lowest } from '../terminal/columns.js'
import type { Ink } from '../terminal/ink.js'
import { bars } from '../terminal/panel.js'
import { formatMoment } from '../time.js'
import { formatShare, formatSi } from '../units.js'
import { type Overlay, overlaysOf, spanOf } from './overlay.js'

const AXIS_WIDTH = 9
const ROWS = 6
const LABEL_EVERY = 15

interface Paper {
  readonly ink: Ink
  readonly width: number
}

/** Two runs over one another: the first as bars, the second as a line. */
export function renderOverlays(a: Result, b: Result, paper: Paper): string {
  const width = Math.max(20, paper.width - AXIS_WIDTH)
  const axis = paper.ink.muted(timeAxis(a, spanOf([a, b]), width))
  return overlaysOf(a, b)
    .map((overlay) => renderOverlay(overlay, { a, b, width, ink: paper.ink, axis }))
    .join('\n\n')
}

interface Drawn {
  readonly a: Result
  readonly b: Result
  readonly width: number
  readonly ink: Ink
  readonly axis: string
}

function renderOverlay(overlay: Overlay, { a, b, width, ink, axis }: Drawn): string {
  const span = spanOf([a, b])
  const [first, second] = [a, b].map((result) => columns(result, { overlay, span, width }))
  const bar = overlay.role ?? 'plain'
  const plot = bars(
    first!.map((value, i) => ({ bar: value, line: second![i] ?? null })),
    {
      ink,
      rows: ROWS,
      bar,
      line: 'alarm',
      ...(overlay.role === null ? { top: 1, format: formatShare } : { format: formatSi }),
    },
  )
  const rows = plot.rows.map((row, i) => {
    const label = i === 0 ? plot.edges[0] : i === ROWS - 1 ? plot.edges[1] : ''
    return ink.muted(`${label.padStart(AXIS_WIDTH - 2)} ${label === '' ? '│' : '┤'}`) + row
  })
  const legend = `${ink[bar]('█ A')}  ${ink.alarm('─ B')}`
  return [`${ink.bold(overlay.title)}   ${legend}`, ...rows, axis].join('\n')
}

/** One value a column: of the intervals it stands for, the worst. */
function columns(
  { intervals, settings }: Result,
  { overlay, span, width }: { overlay: Overlay; span: { from: number; to: number }; width: number },
): readonly (number | null)[] {
  const seconds = settings.adjustmentIntervalSeconds
  const each = (span.to - span.from) / width
  const worst = overlay.worst === 'highest' ? highest : lowest
  return Array.from({ length: width }, (_, column) => {
    const begin = span.from + column * each
    const within = intervals.filter(
      ({ startSeconds }) => startSeconds < begin + each && startSeconds + seconds > begin,
    )
    return worst(within.map(overlay.of))
  })
}

function timeAxis(
  { trace }: Result,
  { from, to }: { readonly from: number; readonly to: number },
  width: number,
): string {
  const clock = trace.originEpochMs !== null
  let line = ' '.repeat(AXIS_WIDTH)
  for (let column = 0; column + LABEL_EVERY / 2 < width; column += LABEL_EVERY) {
    const seconds = Math.floor((from + ((to - from) * column) / width) / 60) * 60
    line = `${line.padEnd(AXIS_WIDTH + column)}${formatMoment((trace.originEpochMs ?? 0) + seconds * 1000, { clock })}`
  }
  return line
}
