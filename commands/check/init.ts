import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { initCheck } from '../../src/cli/check/init.js'
import { initFlags } from '../../src/cli/check/init-flags.js'
import { breathing } from '../../src/cli/progress.js'

export default class CheckInit extends BaseCommand {
  static override summary =
    'Write a first check file for your own trace, and its baseline beside it'
  static override usage = 'check init TRACE --profile PROFILE [FLAGS]'
  static override args = {
    trace: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'trace file, kept beside the check file',
    }),
  }
  static override flags = initFlags
  static override examples = [
    '<%= config.bin %> <%= command.id %> traces/weekday.jsonl.gz --profile h200-llama-3.1-8b',
    '<%= config.bin %> <%= command.id %> traces/weekday.jsonl.gz --config planner.yaml --file ci/planner.check.yaml',
  ]

  override async run(): Promise<void> {
    const { args, flags, raw } = await this.parse(CheckInit)
    const files = await initCheck({
      path: flags.file,
      trace: args.trace,
      name: flags.name,
      overwrite: flags.force,
      raw,
      play: {
        plannerVersion: this.config.version,
        signal: this.signal,
        breathe: breathing(Date.now),
      },
    })
    for (const file of files) this.log(file)
    this.note('commit both; planner check compares from now on')
  }
}
