import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { runCompletion } from '../../src/cli/completion.js'

/** Called by the line that `planner autocomplete` has people add to their shell's start-up file. */
export default class AutocompleteScript extends BaseCommand {
  static override summary = 'Print the line that switches shell completion on'
  static override hidden = true
  static override args = {
    shell: Args.string({
      ignoreStdin: true,
      options: ['bash', 'zsh', 'powershell'],
      description: 'shell',
    }),
  }

  async run(): Promise<void> {
    const argv = [...this.argv]
    await this.parse(AutocompleteScript)
    await runCompletion('autocomplete:script', { argv, config: this.config })
  }
}
