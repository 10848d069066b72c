import type { Change, IntervalSpan } from '../run/explain/change.js'
import type {
  Cause,
  ComputedCounterfactual,
  PlayedCounterfactual,
  Trial,
} from '../run/explain/counterfactual.js'
import type { Explanation } from '../run/explain/explanation.js'
import type { Result } from '../run/result.js'
import { startMs } from './charts/source.js'
import { type ExplainLine, formatExact, startupText } from './explain-decision.js'
import { formatMoment } from './time.js'
import {
  formatAttainment,
  formatCount,
  formatMs,
  formatPair,
  formatPlural,
  formatShare,
} from './units.js'

interface Told {
  readonly result: Result
  readonly explanation: Explanation
}

/** What would have let the interval pass. */
export function counterfactualLines(told: Told): readonly ExplainLine[] {
  const { counterfactual } = told.explanation
  if (counterfactual === null) return []
  return counterfactual.method === 'arithmetic'
    ? computedLines(counterfactual)
    : playedLines(counterfactual, told)
}

function computedLines({ pools, gpus, gpuBudget }: ComputedCounterfactual): ExplainLine[] {
  const short = pools.filter(({ replicas, needed }) => needed === null || needed > replicas)
  const needs = short.map(({ role, replicas, needed }) =>
    needed === null
      ? `no number of ${role} replicas would do: none of them serves this traffic within its target, or none was given`
      : `${formatPlural(needed - replicas, `more ${role} replica`)} (${formatCount(needed)} instead of ${formatCount(replicas)})`,
  )
  const over =
    gpus !== null && gpuBudget !== null && gpus > gpuBudget
      ? `; ${formatPlural(gpus, 'GPU')} in all, above the budget of ${formatCount(gpuBudget)}`
      : ''
  return [
    ['By arithmetic', `${needs.join(', ')}${over}`],
    ['', 'what requests would have felt takes a run with --simulate requests'],
  ]
}

function playedLines(played: PlayedCounterfactual, told: Told): ExplainLine[] {
  const { found, trials, causes } = played
  const others = trials.filter((trial) => trial !== found)
  const also = others.filter(({ passes }) => passes)
  const not = others.filter(({ passes }) => !passes)
  const because = [...aloneTexts(played, told), ...causes.map((cause) => causeText(cause, told))]
  return [
    ...(found === null
      ? [['Smallest change', noneText(played)] as const]
      : [['Smallest change', trialText(found, told)] as const]),
    ...labelled(
      'Passes, too',
      also.map((trial) => trialText(trial, told)),
    ),
    ...labelled(
      'Not enough',
      not.map((trial) => trialText(trial, told)),
    ),
    ...labelled('Why', because),
  ]
}

function noneText({ trials }: PlayedCounterfactual): string {
  return trials.length === 0
    ? 'none: no fleet serves the requests that missed within their targets'
    : 'none of those tried makes it pass'
}

function labelled(label: string, texts: readonly string[]): ExplainLine[] {
  return texts.map((text, i) => [i === 0 ? label : '', text])
}

function trialText({ change, sla, extraGpuHours, gpus }: Trial, told: Told): string {
  const { maxGpuBudget } = told.result.settings
  const over =
    gpus !== null && maxGpuBudget >= 0 && gpus > maxGpuBudget && change.kind !== 'fleet'
      ? ` (${formatPlural(gpus, 'GPU')}, above the budget of ${formatCount(maxGpuBudget)})`
      : ''
  return `${changeText(change, told)}${over}: ${formatAttainment(sla.both)} within both targets, ${gpuHoursText(extraGpuHours)}`
}

/** Below this nothing is said of a difference: 0.36 GPU-seconds. */
const LEAST_GPU_HOURS = 1e-4

function gpuHoursText(extra: number): string {
  if (Math.abs(extra) < LEAST_GPU_HOURS) return 'the same GPU-hours by then'
  return `${formatExact(Number(Math.abs(extra).toPrecision(2)))} GPU-hours ${extra > 0 ? 'more' : 'less'} by then`
}

/** A change in words, with the flag that makes it where there is one. */
export function changeText(change: Change, told: Told): string {
  switch (change.kind) {
    case 'replicas':
      return `${moreText(change.more)} ${spanText(change, told)}`
    case 'shift':
      return `${moreText(change.more)} ${spanText(change, told)}, within the budget of ${formatPlural(told.result.settings.maxGpuBudget, 'GPU')}`
    case 'fleet':
      return `a fixed fleet of ${formatPair(change.fleet.prefill, change.fleet.decode)} (--fleet ${change.fleet.prefill},${change.fleet.decode})`
    case 'forecast':
      return `the traffic that came as its forecast ${spanText(change, told)}`
    case 'correction':
      return 'no correction (--no-correction)'
    case 'startup':
      return `${change.seconds === 0 ? 'no start-up time' : `a start-up of ${formatExact(change.seconds)} s`} (--startup-seconds ${change.seconds})`
    case 'budget':
      return 'no GPU budget (--max-gpu-budget -1)'
  }
}

function moreText({ prefill, decode }: { readonly prefill: number; readonly decode: number }) {
  const of = (count: number, role: string) => {
    if (count === 0) return []
    return [formatPlural(Math.abs(count), `${count > 0 ? 'more' : 'fewer'} ${role} replica`)]
  }
  return [...of(prefill, 'prefill'), ...of(decode, 'decode')].join(' and ')
}

function spanText({ from, through }: IntervalSpan, told: Told): string {
  if (from === through) return 'in this interval'
  return from === 0 ? 'since the trace began' : `from ${momentOf(from, told)} on`
}

function momentOf(index: number, { result }: Told): string {
  const clock = result.trace.originEpochMs !== null
  return formatMoment(startMs(result, result.intervals[index]!), { clock })
}

function causeText(cause: Cause, told: Told): string {
  const { settings } = told.result
  switch (cause.code) {
    case 'queue':
      return `${formatPlural(cause.waiting, 'request')} ${cause.waiting === 1 ? 'was' : 'were'} already waiting for ${cause.role} when the interval began, ${cause.since === told.explanation.index - 1 ? 'since the one before' : `in a queue that began at ${momentOf(cause.since, told)}`}`
    case 'burst':
      return `the load was within capacity, but uneven: the busiest second brought ${formatPlural(cause.busiest, 'request')}, the mean is ${formatExact(cause.mean)}`
    case 'skipped':
      return 'the decision for this interval was not carried out, so replicas added to it never came'
    case 'start-up':
      return `a replica ordered for this interval serves only after a start-up of ${startupText(settings.startupSeconds)}`
    case 'earlier':
      return `more replicas in this interval alone do not help; from ${momentOf(cause.from, told)} on they do`
    case 'no-replicas':
      return `not even ${formatCount(cause.prefill)} more prefill and ${formatCount(cause.decode)} more decode replicas since the trace began make it pass`
  }
}

function aloneTexts({ alone, passShare, soughtShare }: PlayedCounterfactual, told: Told): string[] {
  if (alone.missed === 0) return []
  const { ttft, itl } = told.explanation.outcome.targetsMs
  const { requests } = told.explanation.outcome
  const parts = [
    ...(alone.missedTtft > 0 && alone.slowest !== null
      ? [
          `${formatCount(alone.missedTtft)} by TTFT (a prompt of ${formatPlural(alone.slowest.isl, 'token')} alone takes ${formatMs(alone.slowest.ttftMs)}; the target is ${formatMs(ttft)})`,
        ]
      : []),
    ...(alone.missedItl > 0
      ? [`${formatCount(alone.missedItl)} by ITL (the target is ${formatMs(itl)})`]
      : []),
    ...(alone.rejected > 0
      ? [`${formatCount(alone.rejected)} rejected, longer than the KV cache of a replica`]
      : []),
  ]
  return [
    `${formatCount(alone.missed)} of ${formatPlural(requests, 'request')} miss a target even alone on an idle fleet: ${parts.join(', ')}`,
    `so ${formatAttainment(soughtShare)} was sought: ${formatShare(passShare)} of the requests that can meet their targets`,
  ]
}
