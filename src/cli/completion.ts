import { type Config, Plugin } from '@oclif/core'

const PLUGIN = '@oclif/plugin-autocomplete'

/**
 * Runs a command of oclif's completion plugin. The plugin is loaded here, not listed in package.json:
 * oclif would load it at each start, which takes a tenth of the time of `planner --help`.
 */
export async function runCompletion(
  id: 'autocomplete' | 'autocomplete:script',
  { argv, config }: { argv: string[]; config: Config },
): Promise<void> {
  const plugin = new Plugin({ name: PLUGIN, root: config.root, type: 'core' })
  await plugin.load()
  const command = await plugin.findCommand(id, { must: true })
  await command.run(argv, config)
}
