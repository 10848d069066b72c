import type { Change, IntervalSpan } from '../run/explain/change.js'
import type {
  Alone,
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
  const failed = others.filter(({ passes }) => !passes)
  const { requests, felt } = told.explanation.outcome
  const isIdle = ({ withinBoth }: Trial) => withinBoth === requests - (felt?.missed ?? 0)
  const texts = (of: readonly Trial[]) => of.map((trial) => trialText(trial, told))
  const idle = failed.filter(isIdle).map(({ change }) => changeText(change, told))
  return [
    ...soughtLines(played, told),
    ['Smallest change', found === null ? noneText(played, told) : trialText(found, told)],
    ...labelled('Passes, too', texts(others.filter(({ passes }) => passes))),
    ...labelled('Not enough', texts(failed.filter((trial) => !isIdle(trial)))),
    ...labelled('No help', idle.length === 0 ? [] : [idle.join('; ')]),
    ...labelled(
      'Why',
      causes.map((cause) => causeText(cause, told)),
    ),
  ]
}

/** Nothing was tried where what can be met was met: the fleet is not what failed. */
function noneText({ trials, alone }: PlayedCounterfactual, { explanation }: Told): string {
  if (trials.length > 0) return 'none of those tried makes it pass'
  const { requests, felt } = explanation.outcome
  const able = requests - alone.missed
  if (able === 0) return 'none: no fleet serves any of them within the targets'
  const met = requests - (felt?.missed ?? 0)
  return `none: ${formatCount(met)} of the ${formatCount(able)} that can be within both targets were`
}

function labelled(label: string, texts: readonly string[]): ExplainLine[] {
  return texts.map((text, i) => [i === 0 ? label : '', text])
}

function trialText({ change, withinBoth, extraGpuHours, gpus }: Trial, told: Told): string {
  const { maxGpuBudget } = told.result.settings
  const over =
    gpus !== null && maxGpuBudget >= 0 && gpus > maxGpuBudget && change.kind !== 'fleet'
      ? ` (${formatPlural(gpus, 'GPU')}, above the budget of ${formatCount(maxGpuBudget)})`
      : ''
  const { requests } = told.explanation.outcome
  return `${changeText(change, told)}${over}: ${formatCount(withinBoth)} of ${formatPlural(requests, 'request')} within both targets (${formatAttainment(withinBoth / requests)}), ${gpuHoursText(extraGpuHours)}`
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
      return `a perfect forecast ${change.from === change.through ? 'of this interval' : spanText(change, told)}`
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
      return `${formatPlural(cause.waiting, 'request')} ${cause.waiting === 1 ? 'was' : 'were'} already waiting for ${cause.role} when the interval began, in a queue since the interval at ${momentOf(cause.since, told)}; the sizing counts forecast traffic, not a queue`
    case 'burst':
      return `the load was within capacity, but uneven: the busiest second brought ${formatPlural(cause.busiest, 'request')}, the mean is ${formatExact(cause.mean)}`
    case 'skipped':
      return 'the decision for this interval was not carried out, so replicas added to it never came'
    case 'start-up':
      return `a replica ordered for this interval serves only after a start-up of ${startupText(settings.startupSeconds)}`
    case 'earlier':
      return `more replicas in this interval alone do not help; from ${momentOf(cause.from, told)} on enough of them do`
    case 'no-replicas':
      return `not even ${formatCount(cause.prefill)} more prefill and ${formatCount(cause.decode)} more decode replicas since the trace began make it pass`
  }
}

/** What was looked for, where not every request can meet its targets. */
function soughtLines({ alone, passShare, soughtRequests }: PlayedCounterfactual, told: Told) {
  if (alone.missed === 0) return []
  const { requests } = told.explanation.outcome
  const able = requests - alone.missed
  const lines: readonly ExplainLine[] = [
    [
      'Out of reach',
      `${formatCount(alone.missed)} of ${formatPlural(requests, 'request')}, which ${alone.missed === 1 ? 'misses' : 'miss'} a target even alone on an idle fleet: ${aloneText(alone, told)}`,
    ],
    [
      'Sought',
      `${formatCount(soughtRequests)} of ${formatPlural(requests, 'request')} within both targets: ${formatShare(passShare)} of the other ${formatCount(able)}`,
    ],
  ]
  return able === 0 ? lines.slice(0, 1) : lines
}

function aloneText({ missedTtft, missedItl, rejected, slowest }: Alone, told: Told): string {
  const { ttft, itl } = told.explanation.outcome.targetsMs
  const parts = [
    ...(missedTtft > 0 && slowest !== null
      ? [
          `${formatCount(missedTtft)} by TTFT (a prompt of ${formatPlural(slowest.isl, 'token')} takes ${formatMs(slowest.ttftMs)}, the target is ${formatMs(ttft)})`,
        ]
      : []),
    ...(missedItl > 0 ? [`${formatCount(missedItl)} by ITL (the target is ${formatMs(itl)})`] : []),
    ...(rejected > 0
      ? [`${formatCount(rejected)} rejected, longer than the KV cache of a replica`]
      : []),
  ]
  return parts.join(', ')
}
