import { readFileSync } from 'node:fs'
import type { ForecastSettings, LoadPredictor } from '../../src/domain/settings.js'
import { createForecaster } from '../../src/forecast/series.js'
import { sharedPath } from '../helpers/shared.js'
import { forecastSettings } from './settings.js'

type Stored = number | 'NaN'

interface UnitFile {
  readonly config: Readonly<Record<string, string | number | boolean>>
  readonly series?: Readonly<Record<string, readonly Stored[]>> | string
  readonly results: Readonly<Record<string, { readonly pred: readonly number[] }>>
}

export interface UnitSeries {
  readonly name: string
  readonly expected: readonly number[]
  /** Our answers to the same questions, `compat: reference`. */
  readonly answers: () => Promise<number[]>
}

/** A file of `conformance/unit` with one-step forecasts: each series with what the established planner answered. */
export function unitSeries(file: string): UnitSeries[] {
  const { config, results } = read(file)
  const series = read('pred_constant').series as Readonly<Record<string, readonly Stored[]>>
  const settings = settingsOf(config)
  const ask = file.startsWith('predwarm') ? answersAfterWarmUp : answersFromStart
  return Object.entries(results).map(([name, { pred }]) => ({
    name,
    expected: pred,
    answers: () => ask(settings, series[name]!.map(Number)),
  }))
}

async function answersFromStart(settings: ForecastSettings, series: readonly number[]) {
  const forecaster = await createForecaster(settings, {})
  return series.map((value) => {
    forecaster.observe(value)
    return forecaster.forecast().value
  })
}

/** 40 points without a question, then the idle skip anew, 0, 0 and the rest with a question after each. */
async function answersAfterWarmUp(settings: ForecastSettings, series: readonly number[]) {
  const forecaster = await createForecaster(settings, {})
  for (const value of series.slice(0, 40)) forecaster.observe(value)
  forecaster.resetIdleSkip()
  const first = forecaster.forecast().value
  const rest = [0, 0, ...series.slice(40)].map((value) => {
    forecaster.observe(value)
    return forecaster.forecast().value
  })
  return [first, ...rest]
}

function settingsOf(config: UnitFile['config']): ForecastSettings {
  return forecastSettings({
    loadPredictor: config.kind as LoadPredictor,
    loadPredictorLog1p: Boolean(config.load_predictor_log1p),
    kalmanQLevel: Number(config.kalman_q_level),
    kalmanQTrend: Number(config.kalman_q_trend),
    kalmanR: Number(config.kalman_r),
    compat: 'reference',
  })
}

function read(file: string): UnitFile {
  return JSON.parse(readFileSync(sharedPath('conformance/unit', `${file}.json`), 'utf8'))
}
