import type { Explanation, Outcome, PoolOutcome } from '../run/explain/explanation.js'
import type { Result } from '../run/result.js'
import type { Distribution } from '../run/simulated.js'
import { startMs } from './charts/source.js'
import { counterfactualLines } from './explain-counterfactual.js'
import { decisionLines, type ExplainLine } from './explain-decision.js'
import { type Ink, inkFor, padEnd, wrap } from './terminal/ink.js'
import { formatMoment } from './time.js'
import {
  formatAttainment,
  formatCount,
  formatMs,
  formatPlural,
  formatShare,
  formatSi,
} from './units.js'

export interface ExplainOptions {
  /** Columns of the terminal. */
  readonly width: number
  readonly color: boolean
  /** Intervals asked for; fewer are explained when no other lost any. */
  readonly asked: number
  /** Share of an interval's requests that must meet both targets. */
  readonly passShare: number
}

const LABEL_WIDTH = 19

/** A number stays on the line of its unit. */
const NO_BREAK = '\u00a0'
const BEFORE_UNIT = /(?<=\d) (?=(ms|s|k|M|G|GPUs?|tokens|replicas?)\b|%)/g

/** What `planner explain` prints: for each interval the decision, what came of it, what would have helped. */
export function renderExplanations(
  explanations: readonly Explanation[],
  result: Result,
  options: ExplainOptions,
): string {
  const each = explanations.map((explanation) => renderOne(explanation, result, options))
  return `${[...each, ...missingText(explanations, { result, options })].join('\n\n')}\n`
}

/** What `planner explain --json` prints: the same as data, full precision. */
export interface ExplainJson {
  readonly result: string
  readonly passShare: number
  readonly intervals: readonly Explanation[]
}

export function explanationJson(
  explanations: readonly Explanation[],
  { path, passShare }: { readonly path: string; readonly passShare: number },
): ExplainJson {
  return { result: path, passShare, intervals: explanations }
}

function missingText(
  { length }: readonly Explanation[],
  { result, options }: { readonly result: Result; readonly options: ExplainOptions },
): string[] {
  if (length >= options.asked) return []
  const what =
    result.summary.simulated === undefined ? 'had a load above capacity' : 'lost a request'
  return [`No ${length === 0 ? '' : 'other '}interval ${what}.`]
}

function renderOne(explanation: Explanation, result: Result, options: ExplainOptions): string {
  const { outcome } = explanation
  const ink = inkFor(options.color)
  const section = (heading: string, lines: readonly ExplainLine[]) =>
    lines.length === 0
      ? []
      : ['', ink.bold(heading), renderLines(lines, { ink, width: options.width })]
  const verdict = verdictText(outcome, options.passShare)
  const head = `Interval ${formatCount(explanation.index)}, ${times(explanation, result)}: ${verdict}`
  const paint = outcome.passes === false ? ink.alarm : ink.bold
  return [
    ...wrap(head, options.width).map(paint),
    ...section('Why these replicas', decisionLines(explanation.decision, result)),
    ...section('What came of it', outcomeLines(outcome)),
    ...section('What would have helped', counterfactualLines({ result, explanation })),
  ].join('\n')
}

function times({ index, endSeconds }: Explanation, result: Result): string {
  const clock = result.trace.originEpochMs !== null
  const moment = (ms: number) => formatMoment(ms, { clock })
  const end = (result.trace.originEpochMs ?? 0) + endSeconds * 1000
  return `${moment(startMs(result, result.intervals[index]!))} to ${moment(end)}`
}

function verdictText({ requests, felt, passes }: Outcome, passShare: number): string {
  if (passes === null) return 'no request arrived'
  if (felt === null) return passes ? 'load within capacity' : 'load above capacity'
  const share = `${formatAttainment(felt.sla.both)} of ${formatPlural(requests, 'request')} met both targets`
  return passes
    ? `passed, ${share} (${formatShare(passShare)} asked)`
    : `failed, ${share} (${formatShare(passShare)} asked)`
}

function renderLines(
  lines: readonly ExplainLine[],
  { ink, width }: { readonly ink: Ink; readonly width: number },
): string {
  const room = Math.max(20, width - LABEL_WIDTH)
  return lines
    .flatMap(([label, text]) =>
      wrap(text.replace(BEFORE_UNIT, NO_BREAK), room).map(
        (part, i) =>
          ink.muted(padEnd(i === 0 ? label : '', LABEL_WIDTH)) + part.replaceAll(NO_BREAK, ' '),
      ),
    )
    .join('\n')
}

function outcomeLines({ felt, pools, targetsMs, requests }: Outcome): readonly ExplainLine[] {
  return [...feltLines({ felt, targetsMs, requests }), ...pools.flatMap((pool) => poolLines(pool))]
}

function feltLines({
  felt,
  targetsMs,
  requests,
}: Pick<Outcome, 'felt' | 'targetsMs' | 'requests'>): readonly ExplainLine[] {
  if (requests === 0) return [['Requests', 'none']]
  if (felt === null) return [['Requests', `${formatCount(requests)}, not simulated`]]
  const served = `${formatCount(felt.completed)} of ${formatPlural(requests, 'request')} ${felt.completed === 1 ? 'was' : 'were'} served to their end, ${formatCount(felt.missed)} missed a target`
  if (felt.completed === 0) return [['Requests', served]]
  return [
    ['TTFT', latencyText(felt.ttftMs, targetsMs.ttft, felt.sla.ttft)],
    ['ITL', latencyText(felt.itlMs, targetsMs.itl, felt.sla.itl)],
    ['Requests', served],
  ]
}

function latencyText({ p50, p90, p99, max }: Distribution, targetMs: number, met: number | null) {
  return `p50 ${formatMs(p50)}, p90 ${formatMs(p90)}, p99 ${formatMs(p99)}, max ${formatMs(max)}; target ${formatMs(targetMs)}, met by ${formatAttainment(met)}`
}

function poolLines({
  role,
  target,
  simulated,
  loadTokens,
  capacityTokens,
}: PoolOutcome): ExplainLine[] {
  const label = role === 'prefill' ? 'Prefill' : 'Decode'
  const ratio = capacityTokens > 0 ? ` (${formatSi(loadTokens / capacityTokens)}×)` : ''
  const load = `load ${formatSi(loadTokens)} of ${formatSi(capacityTokens)} tokens${ratio}`
  if (simulated === null) return [[label, `${formatPlural(target, 'replica')}; ${load}`]]
  const { readyAtBegin, readyAtEnd, queueAtBegin, queueAtEnd } = simulated
  return [
    [
      label,
      `${formatPlural(target, 'replica')} decided, ready ${formatCount(readyAtBegin)} at begin and ${formatCount(readyAtEnd)} at end; ` +
        `queue ${formatCount(queueAtBegin)} → ${formatPlural(queueAtEnd, 'request')}; ${load}`,
    ],
  ]
}
