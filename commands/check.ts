import { BaseCommand } from '../src/cli/base-command.js'
import { check } from '../src/cli/check/check.js'
import { diff } from '../src/cli/check/diff.js'
import { checkChartName, writeDiffChart } from '../src/cli/check/diff-output.js'
import { checkArgs, checkFlags, workersOf } from '../src/cli/check/flags.js'
import { wantedReports, writeReports } from '../src/cli/check/reports.js'
import { viewOf } from '../src/cli/check/view.js'
import { EXIT_CODE } from '../src/cli/exit-code.js'
import { breathing } from '../src/cli/progress.js'
import { worstEnding } from '../src/regression/case-report.js'
import { diffJson, renderDiff } from '../src/report/check/diff-terminal.js'
import { checkJson } from '../src/report/check/json.js'

const EXIT_OF_ENDING = {
  passed: EXIT_CODE.done,
  regressed: EXIT_CODE.regression,
  broken: EXIT_CODE.usage,
  crashed: EXIT_CODE.bug,
} as const

export default class Check extends BaseCommand {
  static override summary =
    'Hold what the planner would decide on pinned traces to committed baselines'
  static override description =
    'Exit code 0: the same or better within tolerances; 1: a regression; 2: broken input. docs/ci.md.'
  static override args = checkArgs
  static override flags = checkFlags
  static override enableJsonFlag = true
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --update',
    '<%= config.bin %> <%= command.id %> --reporter terminal --reporter junit=check.xml --reporter markdown=check.md',
    '<%= config.bin %> <%= command.id %> --diff planner.yaml candidate.yaml --case weekday --chart diff.png',
  ]

  async run(): Promise<object> {
    const { args, flags } = await this.parse(Check)
    const { file: path } = args
    const only = flags.case ?? []
    const { version: plannerVersion } = this.config
    const play = { plannerVersion, signal: this.signal, breathe: breathing(Date.now) }
    if (flags.diff) {
      checkChartName(flags.chart)
      const views = await diff({ files: flags.diff, path, only, play })
      for (const view of views) this.log(renderDiff(view, this.terminal))
      if (flags.chart !== undefined) await writeDiffChart(flags.chart, views)
      return diffJson(views)
    }
    const wanted = wantedReports(flags.reporter ?? [])
    const progress = this.progress()
    const onDone = (done: number) => progress.step({ label: `checked ${done}` })
    const pool = { ...play, workers: workersOf(flags.workers), onDone }
    const reports = await check({ path, only, update: flags.update, pool }).finally(() =>
      progress.end(),
    )
    const cases = reports.map(viewOf)
    const view = { cases, checkFile: path, plannerVersion, terminal: this.terminal }
    const text = await writeReports(wanted, view)
    if (text !== '') this.log(text.trimEnd())
    process.exitCode = EXIT_OF_ENDING[worstEnding(reports)]
    return checkJson(view)
  }
}
