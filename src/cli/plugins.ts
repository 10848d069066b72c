/** From @oclif/plugin-autocomplete. */
export const COMPLETION_COMMAND = 'autocomplete'

const COMPLETION_PLUGIN = '@oclif/plugin-autocomplete'

/** The completion plugin is loaded for itself and where all commands are listed, not at each start. */
export function pluginAdditions(argv: readonly string[]): { core: string[] } {
  const first = argv[0]
  const listsAll = first === undefined || first.startsWith('-') || first === 'help'
  return { core: listsAll || first === COMPLETION_COMMAND ? [COMPLETION_PLUGIN] : [] }
}
