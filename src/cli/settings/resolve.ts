import type { DryRunSettings } from '../../domain/settings.js'
import { UserError } from '../../domain/user-error.js'
import type { FileSettings } from './config-file.js'
import { ALL_SETTINGS, PLACE_SETTINGS, WITHOUT_EFFECT_IN_DRY_RUN } from './other-settings.js'
import type { Setting, SettingValue } from './setting.js'
import { DRY_RUN_SETTINGS } from './table.js'
import { checkSettingValue, parseSettingText } from './value.js'

export interface SettingSources {
  /** What stood on the command line, by flag name: text, or true for a flag without a value. */
  readonly flags: ReadonlyMap<string, string | true>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly file: FileSettings | null
  /** What to give when no profile was; null where none is needed. */
  readonly profileHint: (() => Promise<string>) | null
}

export interface DryRunOptions {
  readonly settings: DryRunSettings
  readonly outputDir: string
  /** Whether a folder was asked for; with --json files are written only then. */
  readonly outputGiven: boolean
  readonly preSweptDir: string | null
  /** File for what became of each request; null: none. */
  readonly requestsOut: string | null
  /** Settings that were given and do nothing, one sentence each, for the result's warnings. */
  readonly warnings: readonly string[]
}

export interface Found {
  readonly value: SettingValue | null
  /** Where it was given; null for a default. */
  readonly from: 'flag' | 'environment' | 'file' | null
}

/** Flag, environment, file, default: the first that has a setting gives it. */
export async function resolveDryRun(sources: SettingSources): Promise<DryRunOptions> {
  const found = new Map(ALL_SETTINGS.map((setting) => [setting.flag, find(setting, sources)]))
  const value = (setting: Setting) => found.get(setting.flag)?.value ?? null
  const given = (setting: Setting) => (found.get(setting.flag)?.from ?? null) !== null
  if (sources.profileHint !== null && !given(DRY_RUN_SETTINGS.profileResultsDir)) {
    throw await profileNeeded(sources.profileHint)
  }
  for (const [setting, implied] of impliedValues(value, given)) {
    if (!given(setting)) found.set(setting.flag, { value: implied, from: null })
  }
  const settings = Object.fromEntries(
    Object.entries(DRY_RUN_SETTINGS).map(([key, setting]) => [key, value(setting)]),
    // table.ts is checked to hold each key of DryRunSettings; each value was checked against its row.
  ) as unknown as DryRunSettings
  if (settings.simulate === 'requests' && settings.mode !== 'disagg') {
    throw new UserError(
      `--simulate requests needs both pools, --mode disagg; --mode is ${settings.mode}`,
    )
  }
  const requestsOut = value(PLACE_SETTINGS.requestsOut) as string | null
  if (requestsOut !== null && settings.simulate === 'none') {
    throw new UserError(
      `--requests-out ${requestsOut} needs --simulate requests; --simulate is none`,
    )
  }
  return {
    settings,
    requestsOut,
    outputDir: String(value(PLACE_SETTINGS.output)),
    outputGiven: given(PLACE_SETTINGS.output),
    preSweptDir: value(PLACE_SETTINGS.preSweptDir) as string | null,
    warnings: warnings(found, settings),
  }
}

/** Defaults that depend on what else was given. */
function impliedValues(
  value: (setting: Setting) => SettingValue | null,
  given: (setting: Setting) => boolean,
): (readonly [Setting, SettingValue])[] {
  const { compat, emptyIntervals, fleet, mode, simulate } = DRY_RUN_SETTINGS
  const implied: (readonly [Setting, SettingValue])[] = []
  if (value(compat) === 'reference') implied.push([emptyIntervals, 'drop'])
  // The established planner replays open loop, and requests need both pools to be served.
  const isOpenLoop = value(compat) === 'reference' || value(mode) !== 'disagg'
  const speaksOfRequests = given(fleet) || given(PLACE_SETTINGS.requestsOut)
  if (isOpenLoop && !speaksOfRequests) implied.push([simulate, 'none'])
  return implied
}

/** One setting's value and where it came from. */
export function find(
  setting: Setting,
  { flags, env, file }: Pick<SettingSources, 'flags' | 'env' | 'file'>,
): Found {
  const flag = flags.get(setting.flag)
  if (flag === true) return { value: true, from: 'flag' }
  if (flag !== undefined) {
    return { value: parseSettingText(setting, flag, `--${setting.flag}`), from: 'flag' }
  }
  const text = setting.env === undefined ? undefined : env[setting.env]
  if (text !== undefined && text !== '') {
    return { value: parseSettingText(setting, text, setting.env!), from: 'environment' }
  }
  const entry = file?.get(setting.flag)
  if (entry) return { value: checkSettingValue(setting, entry.value, entry.where), from: 'file' }
  return { value: setting.default ?? null, from: null }
}

async function profileNeeded(profileHint: () => Promise<string>): Promise<UserError> {
  return new UserError('a profile is needed: --profile-results-dir (or --profile) is missing', {
    hint: await profileHint(),
  })
}

/** The environment is there for other programs, too, so what it holds needs no warning. */
function warnings(found: ReadonlyMap<string, Found>, settings: DryRunSettings): string[] {
  const given = ALL_SETTINGS.filter(({ flag }) => {
    const from = found.get(flag)?.from
    return from === 'flag' || from === 'file'
  })
  const idle = given.filter(({ flag }) => WITHOUT_EFFECT_IN_DRY_RUN.includes(flag))
  const unread = given.filter(({ usedBy }) => usedBy && !usedBy.includes(settings.loadPredictor))
  const unplayed = given.filter(
    (setting) => setting.usedBySimulation && settings.simulate === 'none',
  )
  return [
    ...noEffect(idle, 'in a dry run'),
    ...noEffect(unread, `with --load-predictor ${settings.loadPredictor}`),
    ...noEffect(unplayed, 'with --simulate none'),
    ...(settings.mode !== 'disagg' && found.get(DRY_RUN_SETTINGS.simulate.flag)?.from === null
      ? [`no request is simulated with --mode ${settings.mode}: that takes both pools`]
      : []),
  ]
}

/** One sentence that names settings that were given and do nothing. */
export function noEffect(settings: readonly Setting[], when: string): string[] {
  if (settings.length === 0) return []
  const names = settings.map(({ flag }) => `--${flag}`).join(', ')
  return [`${names} ${settings.length > 1 ? 'have' : 'has'} no effect ${when}`]
}
