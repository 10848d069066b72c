import { TRAFFIC_SERIES } from '../domain/traffic.js'
import type { Result } from '../run/result.js'
import type { SimulatedSummary } from '../run/simulated.js'
import { countShort, plannedRoles } from './shortfall.js'
import { formatAttainment, formatCount, formatPair, formatShare, formatSi } from './units.js'

/** One headline number; `note` says what it rests on. */
export interface Headline {
  readonly label: string
  readonly value: string
  readonly unit?: string
  readonly note: string
  /** Something a reader should worry about. */
  readonly alarm?: boolean
}

/** Below this share of requests within both targets the headline is an alarm. */
const WORRYING_ATTAINMENT = 0.95

/** What a reader takes from a dry run in five seconds, the same in every format. */
export function headlines(result: Result): readonly Headline[] {
  const { simulated } = result.summary
  const isPlanned = result.settings.fleet === null
  return [
    ...(simulated ? [attainment(simulated), goodput(simulated)] : []),
    requests(result),
    ...(isPlanned ? [forecastError(result)] : []),
    replicas(result),
    gpuHours(result),
    short(result),
  ]
}

/** Label and value as one line of text each: `Goodput 6.19 req/s`. */
export function headlineTexts(result: Result): readonly string[] {
  return headlines(result).map(
    ({ label, value, unit }) => `${label} ${value}${unit === undefined ? '' : ` ${unit}`}`,
  )
}

/** `Dry run of conversation.jsonl`, `Live run of planner.jsonl`: the file without its folders. */
export function reportTitle({ trace }: Result): string {
  const file = trace.name.split(/[\\/]/).at(-1)
  const run = trace.format === 'journal' ? 'Live run' : 'Dry run'
  return `${run} of ${trace.name === '-' ? 'standard input' : file || trace.name}`
}

/** `forecast by kalman`, or which fixed fleet served. */
export function fleetPhrase({ settings }: Result): string {
  const { fleet, loadPredictor } = settings
  return fleet === null
    ? `forecast by ${loadPredictor}`
    : `fixed fleet ${formatPair(fleet.prefill, fleet.decode)}`
}

function attainment({ sla }: SimulatedSummary): Headline {
  return {
    label: 'SLA attainment',
    value: formatAttainment(sla.both),
    note: `both targets; TTFT ${formatAttainment(sla.ttft)}, ITL ${formatAttainment(sla.itl)}`,
    alarm: sla.both !== null && sla.both < WORRYING_ATTAINMENT,
  }
}

function goodput({ goodput: { requestsPerSecond, tokensPerSecond } }: SimulatedSummary): Headline {
  return {
    label: 'Goodput',
    value: formatSi(requestsPerSecond),
    unit: 'req/s',
    note: `${formatSi(tokensPerSecond)} output tokens/s, within both targets`,
  }
}

function requests({ summary, trace }: Result): Headline {
  const tokens = `${formatSi(trace.inputTokens)} input, ${formatSi(trace.outputTokens)} output tokens`
  return { label: 'Requests', value: formatCount(summary.requests), note: tokens }
}

/** WAPE reads as "per cent of the traffic"; MASE says whether the method beats the last value. */
function forecastError({ summary, settings }: Result): Headline {
  const [requestErrors, ...others] = TRAFFIC_SERIES.map((series) => ({
    series,
    errors: summary.forecast[series],
  }))
  const rest = others.map(
    ({ series, errors }) => `${series.toUpperCase()} ${formatShare(errors.wape)}`,
  )
  return {
    label: 'Forecast error',
    value: formatShare(requestErrors?.errors.wape ?? null),
    note: `${settings.loadPredictor}, request count; ${rest.join(', ')}`,
  }
}

/** Prefill first, then decode: `3 + 2`; a mode of one pool has one number. */
function replicas(result: Result): Headline {
  const roles = plannedRoles(result)
  const counts = roles.map((role) => result.summary.replicas[role])
  const names = roles.join(' + ')
  const value = counts.map(({ peak }) => formatCount(peak)).join(' + ')
  if (result.settings.fleet !== null) {
    return { label: 'Fixed fleet', value, note: `${names} replicas` }
  }
  const means = counts.map(({ mean }) => formatSi(mean)).join(' + ')
  return { label: 'Peak replicas', value, note: `${names}; mean ${means}` }
}

/** As simulated where requests were simulated: starting and draining replicas cost as well. */
function gpuHours(result: Result): Headline {
  const { gpus } = result.summary
  const { used, planned, cost } = gpuHoursOf(result)
  const parts = [
    ...(planned === null ? [] : [`${formatSi(planned)} planned`]),
    `peak ${formatCount(gpus.peak)} GPUs, mean ${formatSi(gpus.mean)}`,
    ...(cost === null ? [] : [`cost ${formatSi(cost)}`]),
  ]
  return { label: 'GPU-hours', value: formatSi(used), note: parts.join('; ') }
}

/** Two figures of GPU-hours that differ by less than this share are said as one. */
const SAME_SHARE = 0.002

/** `planned` is null where it says nothing new. */
export function gpuHoursOf({ summary }: Result): {
  readonly used: number
  readonly planned: number | null
  readonly cost: number | null
} {
  const planned = summary.gpuHours.total
  const { gpuHours: used = planned, cost = null } = summary.simulated ?? {}
  const isSame = Math.abs(used - planned) <= SAME_SHARE * Math.max(used, planned)
  return { used, planned: isSame ? null : planned, cost }
}

function short(result: Result): Headline {
  const count = countShort(result)
  const each = plannedRoles(result).map(
    (role) => `${role} ${formatCount(result.summary.shortIntervals[role])}`,
  )
  return {
    label: 'Above capacity',
    value: formatCount(count),
    unit: `of ${formatCount(result.summary.intervals)}`,
    note: `intervals; ${each.join(', ')}`,
    alarm: count > 0,
  }
}
