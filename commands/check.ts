import { BaseCommand } from '../src/cli/base-command.js'
import { check } from '../src/cli/check/check.js'
import { checkArgs, checkFlags, workersOf } from '../src/cli/check/flags.js'
import { wantedReports, writeReports } from '../src/cli/check/reports.js'
import { viewOf } from '../src/cli/check/view.js'
import { EXIT_CODE } from '../src/cli/exit-code.js'
import { breathing } from '../src/cli/progress.js'
import { worstEnding } from '../src/regression/case-report.js'
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
  static override args = checkArgs
  static override flags = checkFlags

  static override enableJsonFlag = true

  async run(): Promise<object> {
    const { args, flags } = await this.parse(Check)
    const wanted = wantedReports(flags.reporter ?? [])
    const progress = this.progress()
    const reports = await check({
      path: args.file,
      only: flags.case ?? [],
      update: flags.update,
      pool: {
        workers: workersOf(flags.workers),
        plannerVersion: this.config.version,
        signal: this.signal,
        breathe: breathing(Date.now),
        onDone: (done) => progress.step({ label: `checked ${done}` }),
      },
    }).finally(() => progress.end())
    const { color, width } = this.terminal
    const view = {
      cases: reports.map(viewOf),
      checkFile: args.file,
      plannerVersion: this.config.version,
      terminal: { color, width },
    }
    const text = await writeReports(wanted, view)
    if (text !== '') this.log(text.trimEnd())
    process.exitCode = EXIT_OF_ENDING[worstEnding(reports)]
    return checkJson(view)
  }
}
