import type { DryRunSettings, LoadPredictor } from '../../domain/settings.js'
import { readProphetEngine } from '../../files/prophet-wasm.js'
import { readIntervals } from '../../files/trace.js'
import { evaluateForecasts, type TrafficErrors } from '../../forecast/evaluate.js'
import type { TraceSummary } from '../../trace/summary.js'
import type { Progress } from '../progress.js'

export interface PredictorErrors extends TrafficErrors {
  readonly loadPredictor: LoadPredictor
}

/** One-step errors of several methods on one trace, as `planner forecast --json` prints them. */
export interface Comparison {
  readonly trace: TraceSummary
  readonly adjustmentIntervalSeconds: number
  readonly intervals: number
  readonly loadPredictorLog1p: boolean
  readonly predictors: readonly PredictorErrors[]
}

export async function compareForecasts(request: {
  readonly tracePath: string
  readonly settings: DryRunSettings
  readonly predictors: readonly LoadPredictor[]
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly breathe: () => Promise<void> | void
}): Promise<Comparison> {
  const { tracePath, settings, predictors, progress, signal, breathe } = request
  const read = (path: string) => readIntervals({ ...settings, path, signal })
  const warmupPath = settings.loadPredictorWarmupTrace
  const warmup = warmupPath === null ? [] : (await read(warmupPath)).intervals
  const { intervals, summary } = await read(tracePath)
  const compared: PredictorErrors[] = []
  for (const loadPredictor of predictors) {
    let done = 0
    const errors = await evaluateForecasts({
      settings: { ...settings, loadPredictor },
      resources: { prophet: readProphetEngine },
      warmup,
      samples: intervals,
      onInterval() {
        signal.throwIfAborted()
        progress.step({ label: loadPredictor, done: ++done, total: intervals.length })
        return breathe()
      },
    })
    compared.push({ loadPredictor, ...errors })
  }
  return {
    trace: summary,
    adjustmentIntervalSeconds: settings.adjustmentIntervalSeconds,
    intervals: intervals.length,
    loadPredictorLog1p: settings.loadPredictorLog1p,
    predictors: compared,
  }
}
