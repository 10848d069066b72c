import { TRAFFIC_SERIES, type TrafficSeries } from '../../domain/traffic.js'
import { formatDuration, formatPlural, formatShare, formatSi } from '../../report/units.js'
import type { Comparison, PredictorErrors } from './comparison.js'

const TITLES: Readonly<Record<TrafficSeries, string>> = {
  requests: 'requests per interval',
  isl: 'ISL, tokens',
  osl: 'OSL, tokens',
}

const NAME_WIDTH = 24
const COLUMN_WIDTH = 10

/** A table of errors for each series; the least MASE is marked. */
export function comparisonText(comparison: Comparison): string {
  const { trace, adjustmentIntervalSeconds, intervals, loadPredictorLog1p } = comparison
  const head = [
    `${trace.name}: ${formatPlural(trace.requests, 'request')} in ${formatPlural(intervals, 'interval')} of ${formatDuration(adjustmentIntervalSeconds)}`,
    `forecasts one interval ahead${loadPredictorLog1p ? ' of log(1 + value)' : ''}, interval 0 left out; MASE 1 is the last value, * the least`,
  ]
  const tables = TRAFFIC_SERIES.map((series) => tableText(series, comparison.predictors))
  return [head.join('\n'), ...tables].join('\n\n')
}

function tableText(series: TrafficSeries, predictors: readonly PredictorErrors[]): string {
  const least = Math.min(...predictors.map((errors) => errors[series].mase ?? Infinity))
  const rows = predictors.map((errors) => {
    const { mae, rmse, wape, mase, bias } = errors[series]
    const mark = mase !== null && mase === least && predictors.length > 1 ? '*' : ' '
    const cells = [formatSi(mae), formatSi(rmse), formatShare(wape), formatSi(mase), signed(bias)]
    return line(`  ${mark} ${errors.loadPredictor}`, cells)
  })
  return [line(TITLES[series], ['MAE', 'RMSE', 'WAPE', 'MASE', 'bias']), ...rows].join('\n')
}

function line(name: string, cells: readonly string[]): string {
  return name.padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join('')
}

function signed(value: number | null): string {
  return value !== null && value > 0 ? `+${formatSi(value)}` : formatSi(value)
}
