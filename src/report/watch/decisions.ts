import type { PerRole } from '../../domain/role.js'
import { ROLES_OF_MODE } from '../../domain/role.js'
import type { LiveStatus, StatusInterval } from '../../run/live-status.js'
import { formatCount } from '../units.js'
import { breakLines, clip, toWidth } from './columns.js'
import { type Line, span } from './line.js'
import { OUTCOME_TEXT } from './state.js'
import { formatTime, type WatchView } from './view.js'

const COUNT = 9
const OUTCOME = 11
const INDENT = '  '

/** The last decisions, newest first, the selected one with all of its reasons; at most so many lines. */
export function decisionLines(
  { status, selected }: WatchView & { readonly status: LiveStatus },
  { columns, rows }: { readonly columns: number; readonly rows: number },
): readonly Line[] {
  const { intervals, targets } = status
  if (rows < 2) return []
  const roles = ROLES_OF_MODE[targets.mode]
  const head: Line = [
    span('DECISIONS ', 'bold'),
    span(
      `${roles.map((role) => toWidth(role, COUNT, 'right')).join('')}${INDENT}${toWidth('outcome', OUTCOME)}why`,
      'muted',
    ),
  ]
  const newest = intervals.length - 1 - Math.min(selected, Math.max(0, intervals.length - 1))
  const lines: Line[] = []
  // What comes before the selected one gives way when the lines run out.
  const from = Math.max(0, Math.min(selected, intervals.length - 1) - Math.max(0, rows - 4))
  for (let age = from; age < intervals.length && lines.length < rows - 1; age++) {
    const i = intervals.length - 1 - age
    lines.push(decisionLine(status, i, i === newest))
    if (i === newest) lines.push(...whyLines(intervals[i]!, columns))
  }
  const shown = lines.slice(0, rows - 1)
  if (lines.length > shown.length) shown.push([...shown.pop()!, span(' …', 'muted')])
  return [head, ...shown]
}

function decisionLine({ intervals, targets }: LiveStatus, i: number, isSelected: boolean): Line {
  const interval = intervals[i]!
  const before = intervals[i - 1]?.replicas
  const counts = ROLES_OF_MODE[targets.mode].map((role) =>
    span(toWidth(countText(interval.replicas, { before, role }), COUNT, 'right'), role),
  )
  const { kind } = interval.outcome
  const isBad = kind === 'failed' || kind === 'held' || kind === 'skipped'
  const [why] = reasonsOf(interval)
  return [
    span(isSelected ? '› ' : INDENT, 'bold'),
    span(formatTime(interval.atEpochMs)),
    ...counts,
    span(INDENT + toWidth(OUTCOME_TEXT[kind], OUTCOME), isBad ? 'alarm' : 'plain'),
    span(isSelected ? '' : (why ?? ''), 'muted'),
  ]
}

/** `▲ 3`: more than before. */
function countText(
  replicas: PerRole<number>,
  { before, role }: { before: PerRole<number> | undefined; role: keyof PerRole<number> },
): string {
  const count = formatCount(replicas[role])
  if (before === undefined || before[role] === replicas[role]) return count
  return `${replicas[role] > before[role] ? '▲' : '▼'} ${count}`
}

function whyLines(interval: StatusInterval, columns: number): Line[] {
  return reasonsOf(interval).flatMap((reason) =>
    breakLines(reason, columns - 4).map((line, i) => [
      span(`${i === 0 ? '  - ' : '    '}${clip(line, columns - 4)}`),
    ]),
  )
}

/** What became of it first, where that needs a reason. */
function reasonsOf({ outcome, hold, reasons }: StatusInterval): string[] {
  const first = hold !== null ? [`${hold.code}: ${hold.text}`] : []
  const others = hold !== null ? [] : reasons
  return [...first, ...(outcome.reason === null ? [] : [outcome.reason]), ...others]
}
