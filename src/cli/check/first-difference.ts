import type { DryRunSettings } from '../../domain/settings.js'
import type { Baseline } from '../../regression/baseline.js'
import type { ExplainedSide, FirstDifference } from '../../regression/case-report.js'
import type { Comparison } from '../../regression/comparison.js'
import { compareDecisions, replicasOf } from '../../regression/decisions.js'
import { recordOf } from '../../regression/stored-decision.js'
import { startMs } from '../../report/charts/source.js'
import { causesOf } from '../../report/check/causes.js'
import { decisionLines } from '../../report/explain-decision.js'
import { formatMoment } from '../../report/time.js'
import { explainDecision } from '../../run/explain/decision.js'
import type { Bound, ExplainedDecision } from '../../run/explain/explanation.js'
import type { Result } from '../../run/result.js'

export interface DifferenceInput {
  readonly baseline: Baseline
  readonly result: Result
  readonly comparison: Comparison
  /** Plays the case with other settings. */
  readonly replay: (settings: DryRunSettings) => Promise<Result>
}

/** The first interval that differs and the arithmetic of both sides; null when none does. */
export async function firstDifference(input: DifferenceInput): Promise<FirstDifference | null> {
  const { result, comparison } = input
  const index = comparison.replicas.difference?.first ?? null
  if (index === null) return null
  return beside(result, { index, baseline: await baselineSide(input, index) })
}

/** The first interval in which two runs differ, both at hand. */
export function differenceOf(a: Result, b: Result, index: number): FirstDifference {
  return beside(b, { index, baseline: explained(a, { index, at: index, from: 'another run' }) })
}

function beside(
  result: Result,
  { index, baseline }: { readonly index: number; readonly baseline: ExplainedSide },
): FirstDifference {
  const record = result.intervals[index]!
  const now = explained(result, { index, at: index, from: 'this run' })
  return {
    index,
    startSeconds: record.startSeconds,
    time: formatMoment(startMs(result, record), { clock: result.trace.originEpochMs !== null }),
    baseline,
    now,
    causes:
      baseline.at === index ? causesOf({ baseline: baseline.decision, now: now.decision }) : [],
  }
}

/**
 * Late in a long run the baseline has the arithmetic only where the replicas changed. Elsewhere its settings
 * are played again, which tells as long as it comes to the same decisions: not with another trace, profile
 * or planner. Where it does not, what was decided last stands for it.
 */
async function baselineSide(input: DifferenceInput, index: number): Promise<ExplainedSide> {
  const { baseline, comparison } = input
  const isStored = baseline.why.some(({ at }) => at === index)
  if (!isStored && mayReplay(comparison)) {
    const again = await input.replay(settingsOf(input))
    if (isReproduced(baseline, again, index)) {
      return explained(again, { index, at: index, from: "a run with the baseline's settings" })
    }
  }
  return storedSide(input, index)
}

/** Another trace, profile or planner would not come to what the baseline tells. */
export function mayReplay({ changedInputs, otherVersion }: Comparison): boolean {
  return changedInputs.length === 0 && otherVersion === null
}

export function settingsOf({ baseline, result }: DifferenceInput): DryRunSettings {
  return { ...result.settings, ...baseline.settings }
}

function isReproduced({ decisions, intervals }: Baseline, again: Result, index: number): boolean {
  const targets = again.intervals.map(({ target }) => target)
  const { first } = compareDecisions(replicasOf(decisions, intervals), targets)
  return first === null || first > index
}

function storedSide(input: DifferenceInput, index: number): ExplainedSide {
  const { baseline, result } = input
  const target = replicasOf(baseline.decisions, baseline.intervals)[index]!
  const stored = baseline.why.findLast(({ at }) => at <= index)
  if (stored === undefined) {
    return unexplained(input, { index, target })
  }
  const settings = settingsOf(input)
  const intervalSeconds = settings.adjustmentIntervalSeconds
  const record = recordOf(stored, { target, intervalSeconds })
  const before: Result = { ...result, settings, intervals: [record] }
  return explained(before, { index: 0, at: stored.at, from: 'the baseline file' })
}

/** A baseline of another schema version may have decisions without their arithmetic. */
function unexplained(
  input: DifferenceInput,
  { index, target }: { readonly index: number; readonly target: ExplainedSide['replicas'] },
): ExplainedSide {
  const settings = settingsOf(input)
  const { decision, ...record } = input.result.intervals[index]!
  const unknown = { prefill: null, decode: null }
  const before: Result = {
    ...input.result,
    settings,
    intervals: [{ ...record, target, decision: { ...decision, unclamped: unknown, reasons: [] } }],
  }
  return { ...explained(before, { index: 0, at: index, from: 'the baseline file' }), lines: [] }
}

function explained(
  result: Result,
  { index, at, from }: { readonly index: number } & Pick<ExplainedSide, 'at' | 'from'>,
): ExplainedSide {
  const decision = withoutHindsight(explainDecision(result, index))
  return {
    replicas: result.intervals[index]!.target,
    at,
    from,
    decision,
    lines: decisionLines(decision, result),
  }
}

/**
 * Whether replicas were ready in time, and the forecast right, was not known when it was decided; a correction
 * is told by its number in the arithmetic. None of them is in a baseline, so `nothing` says nothing.
 */
const LATER: readonly Bound['code'][] = ['start-up', 'forecast', 'correction', 'nothing']

function withoutHindsight(decision: ExplainedDecision): ExplainedDecision {
  return { ...decision, bounds: decision.bounds.filter(({ code }) => !LATER.includes(code)) }
}
