import { BaseCommand } from '../src/cli/base-command.js'
import { check } from '../src/cli/check/check.js'
import { checkArgs, checkFlags, workersOf } from '../src/cli/check/flags.js'
import { viewOf } from '../src/cli/check/view.js'
import { EXIT_CODE } from '../src/cli/exit-code.js'
import { breathing } from '../src/cli/progress.js'
import { worstEnding } from '../src/regression/case-report.js'
import { renderCheckTerminal } from '../src/report/check/terminal.js'

const EXIT_OF_ENDING = {
  passed: EXIT_CODE.done,
  regressed: EXIT_CODE.regression,
  broken: EXIT_CODE.usage,
  crashed: EXIT_CODE.bug,
} as const

export default class Check extends BaseCommand {
  static override summary = 'Hold what the planner would decide on pinned traces to committed baselines'
  static override args = checkArgs
  static override flags = checkFlags

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Check)
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
    this.log(renderCheckTerminal(view).trimEnd())
    process.exitCode = EXIT_OF_ENDING[worstEnding(reports)]
  }
}
