import type { ReasonCode } from '../domain/decision.js'
import { TRAFFIC_SERIES } from '../domain/traffic.js'
import type { Result } from '../run/result.js'
import { startMs } from './charts/source.js'
import { describeExcess, plannedRoles, type Shortfall, worstShortfall } from './shortfall.js'
import { feltBlocks } from './summary-felt.js'
import { fleetLines } from './summary-fleet.js'
import { type Line, renderLine } from './summary-line.js'
import { inkFor, padEnd } from './terminal/ink.js'
import { formatMoment } from './time.js'
import {
  formatCount,
  formatDuration,
  formatPlural,
  formatShare,
  formatSi,
  MISSING,
} from './units.js'

export interface SummaryOptions {
  /** Columns of the terminal. */
  readonly width: number
  readonly color: boolean
  /** Files that were written, named at the end. */
  readonly files?: readonly string[]
}

/** What `planner dryrun` prints: readable in ten seconds, no line wider than the terminal. */
export function renderSummary(result: Result, options: SummaryOptions): string {
  const ink = inkFor(options.color)
  const blocks: readonly (readonly Line[])[] = [
    [traceLine(result), intervalsLine(result), ['Profile', result.profile.name]],
    ...feltBlocks(result),
    forecastLines(result),
    fleetLines(result),
    capacityLines(result),
    result.warnings.map(
      (warning, index): Line => [index === 0 ? 'Warnings' : '', warning, 'alarm'],
    ),
    (options.files ?? []).map((file, index): Line => [index === 0 ? 'Written' : '', file]),
  ]
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map((line) => renderLine(line, { ink, width: options.width })).join('\n'))
    .join('\n\n')
    .concat('\n')
}

function traceLine({ trace }: Result): Line {
  const tokens = `${formatSi(trace.inputTokens)} input, ${formatSi(trace.outputTokens)} output tokens`
  return [
    'Trace',
    `${trace.name} (${trace.format}), ${formatPlural(trace.requests, 'request')}, ${tokens}`,
  ]
}

function intervalsLine({ intervals, settings, warmup }: Result): Line {
  const seconds = settings.adjustmentIntervalSeconds
  const first = intervals[0]
  const last = intervals.at(-1)
  const span = first && last ? last.startSeconds - first.startSeconds + seconds : 0
  const history = warmup.length === 0 ? '' : `, after ${formatCount(warmup.length)} of warm-up`
  return [
    'Intervals',
    `${formatCount(intervals.length)} of ${formatDuration(seconds)}, ${formatDuration(span)} in all${history}`,
  ]
}

/** A fixed fleet has no forecast to judge. */
function forecastLines({ summary, settings }: Result): readonly Line[] {
  if (settings.fleet !== null) return []
  const names = { requests: 'requests', isl: 'ISL', osl: 'OSL' } as const
  return TRAFFIC_SERIES.map((series, index): Line => {
    const { wape, mase } = summary.forecast[series]
    const versus = mase === null ? MISSING : mase.toFixed(2)
    return [
      index === 0 ? 'Forecast' : '',
      `${padEnd(names[series], 10)}error ${padEnd(formatShare(wape), 8)} MASE ${versus}${index === 0 ? `  (${settings.loadPredictor})` : ''}`,
    ]
  })
}

function capacityLines(result: Result): readonly Line[] {
  const short = plannedRoles(result).map((role, index): Line => {
    const count = result.summary.shortIntervals[role]
    const worst = worstShortfall(result, role)
    const label = index === 0 ? 'Above capacity' : ''
    if (count === 0 || worst === undefined) return [label, `${padEnd(role, 10)}never`]
    const share = `${formatCount(count)} of ${formatPlural(result.summary.intervals, 'interval')}`
    return [label, `${padEnd(role, 10)}${share}, worst at ${describeWorst(result, worst)}`, 'alarm']
  })
  return [...short, ...limitLines(result)]
}

function describeWorst(result: Result, { interval, load, capacity }: Shortfall): string {
  const clock = result.trace.originEpochMs !== null
  return `${formatMoment(startMs(result, interval), { clock })}: ${describeExcess(load, capacity)}`
}

const LIMITS: Readonly<Partial<Record<ReasonCode, string>>> = {
  minimum: 'minimum of replicas',
  budget: 'GPU budget',
  'forecast-replaced': 'forecast replaced',
  'physical-model': 'physical model instead of the profile',
  'outside-profile': 'load outside the profile',
  'target-unmeetable': 'latency target out of reach',
  correction: 'corrected by observed latency',
  skipped: 'decision skipped by the connector',
}

/** Which limits bound, and in how many intervals. */
function limitLines({ intervals }: Result): readonly Line[] {
  const counts = new Map<ReasonCode, number>()
  for (const { decision } of intervals) {
    for (const code of new Set(decision.reasons.map((reason) => reason.code))) {
      counts.set(code, (counts.get(code) ?? 0) + 1)
    }
  }
  const bound = [...counts].filter(([code]) => LIMITS[code] !== undefined)
  if (bound.length === 0) return [['Limits', 'none bound']]
  return bound
    .sort((a, b) => b[1] - a[1])
    .map(([code, count], index) => [
      index === 0 ? 'Limits' : '',
      `${LIMITS[code]}: ${formatPlural(count, 'interval')}`,
    ])
}
