import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.js'
import { EXIT_CODE } from '../src/cli/exit-code.js'
import { readReplayProfile } from '../src/cli/journal/replay-profile.js'
import { replayText } from '../src/cli/journal/replay-text.js'
import { breathing } from '../src/cli/progress.js'
import { settingFlags } from '../src/cli/settings/flags.js'
import { PLACE_SETTINGS } from '../src/cli/settings/other-settings.js'
import { DRY_RUN_SETTINGS } from '../src/cli/settings/table.js'
import { readJournal } from '../src/files/journal.js'
import { readProphetEngine } from '../src/files/prophet-wasm.js'
import { type ReplayReport, replayJournal } from '../src/run/journal-replay.js'

const { profileResultsDir } = DRY_RUN_SETTINGS

export default class Replay extends BaseCommand {
  static override summary = 'Decide again what a live planner decided, and demand the same bytes'
  static override description =
    'Reads a journal (planner live --journal) with the files rotated away from it, tells the offline core what was observed, and compares each decision. Exit code 1 when one differs: docs/live.md.'
  static override args = {
    journal: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'journal of planner live',
    }),
  }
  static override flags = settingFlags([
    {
      ...profileResultsDir,
      description: 'the profile, when it is no longer where the journal says',
    },
    PLACE_SETTINGS.preSweptDir,
  ])
  static override enableJsonFlag = true
  static override examples = ['<%= config.bin %> <%= command.id %> planner.jsonl']

  async run(): Promise<ReplayReport> {
    const { args, flags } = await this.parse(Replay)
    const { lines, tornLines } = await readJournal(args.journal)
    if (tornLines > 0) this.note(`${tornLines} unfinished line(s) left out`)
    const given = {
      profile: flags[profileResultsDir.flag] ?? null,
      preSweptDir: flags[PLACE_SETTINGS.preSweptDir.flag] ?? null,
    }
    const progress = this.progress()
    const breathe = breathing(Date.now)
    try {
      const report = await replayJournal({
        lines,
        readProfile: (start) => readReplayProfile(start, given),
        resources: { prophet: readProphetEngine },
        signal: this.signal,
        onInterval: (done) => {
          progress.step({ label: 'replaying', done, total: lines.length })
          return breathe()
        },
      })
      progress.end()
      this.log(replayText(report).trimEnd())
      if (report.differences.length > 0) process.exitCode = EXIT_CODE.regression
      return report
    } finally {
      progress.end()
    }
  }
}
