import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.js'
import { type Comparison, compareForecasts } from '../src/cli/forecast/comparison.js'
import { comparisonText } from '../src/cli/forecast/comparison-text.js'
import { forecastFlags, predictorsOf } from '../src/cli/forecast/flags.js'
import { breathing } from '../src/cli/progress.js'
import { readDryRunOptions } from '../src/cli/settings/read-options.js'

export default class Forecast extends BaseCommand {
  static override summary = 'Compare load predictors on a recorded trace, one interval ahead.'
  static override usage = 'forecast TRACE [FLAGS]'
  static override args = {
    trace: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'Trace: Mooncake JSON Lines or Azure CSV, also gzipped; - is standard input',
    }),
  }
  static override flags = forecastFlags
  static override enableJsonFlag = true
  static override examples = [
    '<%= config.bin %> <%= command.id %> trace.jsonl --adjustment-interval 60',
    '<%= config.bin %> <%= command.id %> trace.jsonl --load-predictor arima --load-predictor kalman --json',
  ]

  async run(): Promise<Comparison> {
    const { args, flags, raw } = await this.parse(Forecast)
    const { settings } = await readDryRunOptions({
      raw,
      env: process.env,
      needsProfile: false,
      onConfigFound: (path) => this.note(`using ${path}`),
    })
    const progress = this.progress()
    const comparison = await compareForecasts({
      tracePath: args.trace,
      settings,
      predictors: predictorsOf(flags['load-predictor']),
      progress,
      signal: this.signal,
      breathe: breathing(Date.now),
    }).finally(() => progress.end())
    this.log(comparisonText(comparison))
    return comparison
  }
}
