import type { LiveRole, LiveStatus } from '../../run/live-status.js'
import { formatDuration } from '../units.js'
import { breakLines } from './columns.js'
import { type Line, span, spread } from './line.js'
import { stateOf } from './state.js'
import { formatAge, formatTime, lastOf, type WatchView } from './view.js'

const MOST_STATE_LINES = 2

const ROLE_NAMES: Readonly<Record<LiveRole, string>> = {
  advisory: 'advisory: acts on nothing',
  alone: 'acts',
  leader: 'leader',
  standby: 'stand-by',
}

/** Who is watched, when it looked and will look again, and how it stands: three or four lines. */
export function headLines(view: WatchView, columns: number): readonly Line[] {
  const { text, ink } = stateOf(view)
  const state = breakLines(text, columns)
  const shown = state.slice(0, MOST_STATE_LINES)
  const isCut = state.length > shown.length
  return [
    titleLine(view, columns),
    [span(timesOf(view), 'muted')],
    ...shown.map((line, i) => [
      span(isCut && i === shown.length - 1 ? `${line.slice(0, columns - 2)} …` : line, ink),
    ]),
  ]
}

function titleLine({ status, connection, nowEpochMs }: WatchView, columns: number): Line {
  const clock = [span(`${formatTime(nowEpochMs)} UTC`, 'muted')]
  if (status === null)
    return spread([span(`planner ${connection?.address ?? ''}`, 'bold')], clock, columns)
  const { role, namespace, environment, modelName } = status
  const parts = [ROLE_NAMES[role], namespace, ...(modelName === null ? [] : [modelName])]
  const where = environment === 'none' ? [] : [environment]
  const left = [span('planner', 'bold'), span(` · ${[...parts, ...where].join(' · ')}`)]
  return spread(left, clock, columns)
}

function timesOf({ status, connection, nowEpochMs }: WatchView): string {
  if (status === null) return ''
  return [
    ...observedText(status, nowEpochMs),
    ...tickText(status, nowEpochMs),
    ...(connection === null ? [] : [connection.address]),
    status.journal === null ? 'no journal' : `journal ${status.journal}`,
  ].join(' · ')
}

function observedText(status: LiveStatus, nowEpochMs: number): string[] {
  const seen = status.intervals.findLast(({ observed }) => observed !== null)
  if (lastOf(status) === undefined) return ['nothing observed yet']
  return [
    seen === undefined ? 'not observed' : `observed ${formatAge(nowEpochMs - seen.atEpochMs)} ago`,
  ]
}

/** Ticks are due at fixed times: whole intervals after the loop began. */
function tickText({ beganEpochMs, targets }: LiveStatus, nowEpochMs: number): string[] {
  if (beganEpochMs === null) return []
  const everyMs = targets.intervalSeconds * 1000
  const passed = Math.max(0, Math.floor((nowEpochMs - beganEpochMs) / everyMs))
  const nextEpochMs = beganEpochMs + (passed + 1) * everyMs
  return [
    `next in ${formatAge(nextEpochMs - nowEpochMs)} of ${formatDuration(targets.intervalSeconds)}`,
  ]
}
