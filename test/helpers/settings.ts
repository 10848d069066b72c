import type { DryRunSettings } from '../../src/domain/settings.js'

/** Settings of a dry run at the documented defaults but for no budget, with what a test changes. */
export function plannerSettings(changed: Partial<DryRunSettings> = {}): DryRunSettings {
  return {
    adjustmentIntervalSeconds: 60,
    loadPredictor: 'constant',
    loadPredictorLog1p: false,
    prophetWindowSize: 50,
    kalmanQLevel: 1,
    kalmanQTrend: 0.1,
    kalmanR: 10,
    kalmanMinPoints: 5,
    compat: 'none',
    mode: 'disagg',
    ttftMs: 500,
    itlMs: 50,
    maxGpuBudget: -1,
    minEndpoint: 1,
    prefillEngineNumGpu: 1,
    decodeEngineNumGpu: 1,
    noCorrection: false,
    backend: 'vllm',
    startNumP: 1,
    startNumD: 1,
    simulate: 'none',
    emptyIntervals: 'fill',
    onBadLine: 'error',
    loadPredictorWarmupTrace: null,
    profileResultsDir: 'test',
    ...changed,
  }
}
