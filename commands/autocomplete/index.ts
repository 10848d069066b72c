import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { runCompletion } from '../../src/cli/completion.js'

export default class Autocomplete extends BaseCommand {
  static override summary = 'Set up shell completion: build its cache and say how to switch it on'
  static override args = {
    shell: Args.string({
      ignoreStdin: true,
      options: ['bash', 'zsh', 'powershell'],
      description: 'shell',
    }),
  }
  static override flags = {
    'refresh-cache': Flags.boolean({
      char: 'r',
      summary: 'only learn the commands and flags anew, after an update',
    }),
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> zsh',
    '<%= config.bin %> <%= command.id %> --refresh-cache',
  ]

  async run(): Promise<void> {
    const argv = [...this.argv]
    await this.parse(Autocomplete)
    await runCompletion('autocomplete', { argv, config: this.config })
  }
}
