import type { Mode, PerRole } from './role.js'

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

/** How requests are played through a simulated fleet; without effect in an open-loop run. */
export interface SimulationSettings {
  /** Replicas of a fixed fleet that serves without a planner, or null. */
  readonly fleet: PerRole<number> | null
  readonly startupSeconds: StartupSeconds
  readonly drain: 'graceful' | KillAfter
  /** What becomes of a request whose replica is killed. */
  readonly killed: 'retry' | 'fail'
  readonly router: 'least-loaded' | 'round-robin' | 'prefix-aware'
  /** Most new tokens of one prefill pass. */
  readonly prefillTokenBudget: number
  /** TTFT beyond the profile's longest prompt. */
  readonly longPrompts: 'quadratic' | 'linear' | 'clamp'
  readonly noContextTerm: boolean
  readonly prefixCache: 'per-worker' | 'shared' | 'off'
  /** Tokens of one prefix block of the trace. */
  readonly traceBlockSize: number
  /** Gigabits per second between the pools; null: transfers take no time. */
  readonly kvTransferGbps: number | null
  /** KV cache of one token, bytes; null: as the profile says, if it does. */
  readonly kvBytesPerToken: number | null
  readonly decodeTiming: 'fit' | 'grid'
  /** Most requests of one decode batch; null: the profile's largest measured batch. */
  readonly maxNumSeqs: number | null
  readonly ttftEnds: 'client' | 'prefill' | 'decode'
  readonly seed: number
  /** Whether the trace is played on other fleets, too; auto: unless it is long. */
  readonly alternatives: 'auto' | 'always' | 'never'
  /** Money per GPU-hour, or null. */
  readonly gpuCost: number | null
}

/** Seconds until a new replica serves: constant, or drawn from a lognormal distribution. */
export type StartupSeconds = number | { readonly median: number; readonly sigma: number }

/** Requests still running this many seconds after their replica was to go are killed. */
export interface KillAfter {
  readonly killAfterSeconds: number
}

/** Every resolved setting of a dry run, as written into the result file. */
export interface DryRunSettings extends PlannerSettings, SimulationSettings {
  readonly backend: Backend
  readonly startNumP: number
  readonly startNumD: number
  readonly simulate: 'none' | 'requests'
  readonly emptyIntervals: EmptyIntervals
  readonly onBadLine: OnBadLine
  /** Warm-up trace as the user named it, or null. */
  readonly loadPredictorWarmupTrace: string | null
  /** Profile as the user named it. */
  readonly profileResultsDir: string
}
