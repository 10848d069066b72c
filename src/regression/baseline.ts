import type { DryRunSettings } from '../domain/settings.js'
import type { Result } from '../run/result.js'
import { type DecisionRun, decisionRuns } from './decisions.js'
import { type MetricValues, metricsOf } from './metric.js'
import { type StoredDecision, storeDecision } from './stored-decision.js'

export const BASELINE_SCHEMA_VERSION = 1

/** Intervals whose arithmetic is kept whether or not they changed the replicas: bounds the file's size. */
const ALL_UNTIL = 120

/** A file that went into a run, as the check file names it, and what was in it. */
export interface InputFile {
  readonly name: string
  /** Hexadecimal. Of a trace: its bytes, unpacked; of a profile: its measurements. */
  readonly sha256: string
}

export interface Inputs {
  readonly trace: InputFile
  readonly profile: InputFile
  readonly warmup: InputFile | null
}

/** Settings under the names they have in a result file; files are among the inputs. */
export type BaselineSettings = Omit<
  DryRunSettings,
  'profileResultsDir' | 'loadPredictorWarmupTrace'
>

/** What a case came to when somebody last agreed to it: a contract, docs/schemas/baseline.schema.json. */
export interface Baseline {
  readonly schemaVersion: number
  readonly plannerVersion: string
  readonly inputs: Inputs
  readonly settings: BaselineSettings
  /** Full precision: they are compared. */
  readonly metrics: MetricValues
  readonly intervals: number
  readonly decisions: readonly DecisionRun[]
  /**
   * The arithmetic of decisions, rounded: it is shown, never compared. Of every interval at first, where two
   * runs mostly part; later of those that changed the replicas.
   */
  readonly why: readonly StoredDecision[]
}

export function baselineOf(result: Result, inputs: Inputs): Baseline {
  const { profileResultsDir, loadPredictorWarmupTrace, ...settings } = result.settings
  const decisions = decisionRuns(result.intervals)
  return {
    schemaVersion: BASELINE_SCHEMA_VERSION,
    plannerVersion: result.plannerVersion,
    inputs,
    settings,
    metrics: metricsOf(result),
    intervals: result.intervals.length,
    decisions,
    why: result.intervals
      .filter((_, i) => i < ALL_UNTIL || decisions.some(({ from }) => from === i))
      .map((record) => storeDecision(record, result.settings)),
  }
}
