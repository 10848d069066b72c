import type { Mode } from './role.js'

export type LoadPredictor = 'constant' | 'kalman' | 'kalman-level' | 'arima' | 'prophet'
export type Backend = 'vllm' | 'sglang' | 'trtllm' | 'mocker'
export type Compat = 'none' | 'reference'
export type EmptyIntervals = 'fill' | 'drop'
export type OnBadLine = 'error' | 'skip'

/** How a load predictor is set up; the same for the three traffic series. */
export interface ForecastSettings {
  readonly adjustmentIntervalSeconds: number
  readonly loadPredictor: LoadPredictor
  readonly loadPredictorLog1p: boolean
  readonly prophetWindowSize: number
  readonly kalmanQLevel: number
  readonly kalmanQTrend: number
  readonly kalmanR: number
  readonly kalmanMinPoints: number
  /** `reference` repeats the established planner bug for bug. */
  readonly compat: Compat
}

/** Everything the decision core depends on. */
export interface PlannerSettings extends ForecastSettings {
  readonly mode: Mode
  readonly ttftMs: number
  readonly itlMs: number
  /** GPUs both pools may use together; −1 is no limit. */
  readonly maxGpuBudget: number
  /** Fewest replicas a planned pool may have. */
  readonly minEndpoint: number
  readonly prefillEngineNumGpu: number
  readonly decodeEngineNumGpu: number
  readonly noCorrection: boolean
}

/** Every resolved setting of a dry run, as written into the result file. */
export interface DryRunSettings extends PlannerSettings {
  readonly backend: Backend
  readonly startNumP: number
  readonly startNumD: number
  readonly simulate: 'none'
  readonly emptyIntervals: EmptyIntervals
  readonly onBadLine: OnBadLine
  /** Warm-up trace as the user named it, or null. */
  readonly loadPredictorWarmupTrace: string | null
  /** Profile as the user named it. */
  readonly profileResultsDir: string
}
