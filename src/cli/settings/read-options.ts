import { type ConfigText, readPlannerConfig } from '../../files/planner-config.js'
import { shippedProfileNames } from '../../files/shipped-profiles.js'
import { type DryRunOptions, resolveDryRun, type SettingSources } from './resolve.js'

/** One flag or argument as it stood on the command line, as oclif's parser lists them. */
export interface RawToken {
  readonly type: string
  readonly flag?: string
  readonly input: string
}

export interface OptionSources {
  readonly raw: readonly RawToken[]
  readonly env: SettingSources['env']
  readonly needsProfile: boolean
  /** Told the path of a settings file that was found, not named. */
  readonly onConfigFound: (path: string) => void
}

/** Settings of a dry run from the command line, the environment and planner.yaml. */
export async function readDryRunOptions(sources: OptionSources): Promise<DryRunOptions> {
  return resolveDryRun(await readSources(sources))
}

/** The command line, the environment and planner.yaml, each looked up by whoever resolves settings. */
export async function readSources(sources: OptionSources): Promise<SettingSources> {
  const flags = givenFlags(sources.raw)
  const named = flags.get('config')
  const config = await readPlannerConfig(typeof named === 'string' ? named : undefined)
  if (config !== null && named === undefined) sources.onConfigFound(config.path)
  return {
    flags,
    env: sources.env,
    file: config === null ? null : await parsed(config),
    profileHint: sources.needsProfile ? profileHint : null,
  }
}

async function profileHint(): Promise<string> {
  return `a directory, use-pre-swept-results:… or one of: ${(await shippedProfileNames()).join(', ')}`
}

/** yaml and zod are loaded only where there is a file for them. */
async function parsed({ text, path }: ConfigText) {
  const { parseConfig } = await import('./config-file.js')
  return parseConfig(text, path)
}

/** A flag without a value repeats its own name as input. */
export function givenFlags(raw: readonly RawToken[]): Map<string, string | true> {
  const given = new Map<string, string | true>()
  for (const { type, flag, input } of raw) {
    if (type !== 'flag' || flag === undefined) continue
    given.set(flag, input === `--${flag}` ? true : input)
  }
  return given
}
