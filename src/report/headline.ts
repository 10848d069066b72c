import { TRAFFIC_SERIES } from '../domain/traffic.js'
import type { Result } from '../run/result.js'
import { countShort, plannedRoles } from './shortfall.js'
import { formatCount, formatShare, formatSi } from './units.js'

/** One headline number; `note` says what it rests on. */
export interface Headline {
  readonly label: string
  readonly value: string
  readonly note: string
  /** Something a reader should worry about. */
  readonly alarm?: boolean
}

/** What a reader takes from a dry run in five seconds, the same in every format. */
export function headlines(result: Result): readonly Headline[] {
  return [
    requests(result),
    forecastError(result),
    ...replicas(result),
    gpuHours(result),
    short(result),
  ]
}

/** `Dry run of conversation.jsonl`: the file without its folders, which the settings name. */
export function reportTitle({ trace }: Result): string {
  const file = trace.name.split(/[\\/]/).at(-1)
  return `Dry run of ${trace.name === '-' ? 'standard input' : file || trace.name}`
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

function replicas(result: Result): readonly Headline[] {
  return plannedRoles(result).map((role) => {
    const { mean, peak } = result.summary.replicas[role]
    const name = role === 'prefill' ? 'Prefill replicas' : 'Decode replicas'
    return { label: name, value: formatCount(peak), note: `peak; mean ${formatSi(mean)}` }
  })
}

function gpuHours({ summary }: Result): Headline {
  return {
    label: 'GPU-hours',
    value: formatSi(summary.gpuHours.total),
    note: `peak ${formatCount(summary.gpus.peak)} GPUs, mean ${formatSi(summary.gpus.mean)}`,
  }
}

function short(result: Result): Headline {
  const count = countShort(result)
  const each = plannedRoles(result).map(
    (role) => `${role} ${formatCount(result.summary.shortIntervals[role])}`,
  )
  return {
    label: 'Intervals above capacity',
    value: formatCount(count),
    note: `of ${formatCount(result.summary.intervals)}; ${each.join(', ')}`,
    alarm: count > 0,
  }
}
