import { Flags } from '@oclif/core'
import type { FlagInput } from '@oclif/core/interfaces'
import type { Setting } from './setting.js'

/**
 * oclif flags of settings. They carry text; value.ts turns it into values, so that flags, the environment
 * and planner.yaml are judged by the same rules and in the same words.
 */
export function settingFlags(settings: readonly Setting[]): FlagInput {
  return Object.fromEntries(settings.map((setting) => [setting.flag, settingFlag(setting)]))
}

function settingFlag(setting: Setting): FlagInput[string] {
  const shared = {
    summary: summary(setting),
    helpGroup: setting.group,
    ...(setting.aliases === undefined ? {} : { aliases: [...setting.aliases] }),
  }
  if (setting.kind === 'boolean') return Flags.boolean(shared)
  return Flags.string({
    ...shared,
    helpValue: helpValue(setting),
    ...(setting.kind === 'choice' ? { options: [...setting.choices] } : {}),
    // A default for the help only: resolve.ts looks at what was given, and knows the defaults itself.
    ...(setting.default === undefined ? {} : { default: String(setting.default) }),
  })
}

function summary({ description, env, aliases = [] }: Setting): string {
  const also = aliases.map((alias) => `also --${alias}`)
  if (env !== undefined) also.push(`environment: ${env}`)
  return also.length === 0 ? description : `${description} (${also.join(', ')})`
}

function helpValue(setting: Setting): string {
  switch (setting.kind) {
    case 'number':
      return `<${setting.unit ?? 'number'}>`
    case 'choice':
      return `<${setting.choices.join('|')}>`
    default:
      return setting.kind === 'boolean' ? '' : setting.placeholder
  }
}
