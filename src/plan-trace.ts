import { readDryRunSources } from './cli/dryrun-input.js'
import { nearest } from './cli/nearest.js'
import { resolveDryRun } from './cli/settings/resolve.js'
import type { Setting } from './cli/settings/setting.js'
import { DRY_RUN_SETTINGS } from './cli/settings/table.js'
import type { DryRunSettings } from './domain/settings.js'
import { UserError } from './domain/user-error.js'
import { packageVersion } from './files/package.js'
import { readProphetEngine } from './files/prophet-wasm.js'
import { dryRun } from './run/dryrun.js'
import type { Result } from './run/result.js'

export interface PlanTraceOptions {
  /** Trace file, `-` for standard input. */
  readonly trace: string
  /** Profile: a directory, a shipped name, or `use-pre-swept-results:…`. */
  readonly profile: string
  /** Where pre-swept sets lie. */
  readonly preSweptDir?: string
  /** What differs from the defaults of `planner dryrun`; checked the same way. */
  readonly settings?: Partial<Omit<DryRunSettings, 'profileResultsDir'>>
  readonly signal?: AbortSignal
}

/**
 * What `planner dryrun` does, as a function: replays a recorded trace through the planner
 * and plays its requests through the fleet so planned, unless `simulate` is `none`.
 * Writes nothing. Rejects with a UserError for what the caller can mend, with the signal's reason when aborted.
 */
export async function planTrace(options: PlanTraceOptions): Promise<Result> {
  const {
    trace,
    profile,
    preSweptDir,
    settings = {},
    signal = new AbortController().signal,
  } = options
  const given = { ...settings, profileResultsDir: profile }
  const resolved = await resolveDryRun({
    flags: new Map(),
    env: {},
    file: new Map(Object.entries(given).filter(isGiven).map(asEntry)),
    profileHint: async () => 'give `profile`',
  })
  const sources = await readDryRunSources({
    tracePath: trace,
    options: { ...resolved, preSweptDir: preSweptDir ?? null },
    progress: { step: () => undefined, end: () => undefined },
    signal,
  })
  return dryRun({
    ...sources,
    settings: resolved.settings,
    resources: { prophet: readProphetEngine },
    plannerVersion: packageVersion(),
    warnings: resolved.warnings,
    signal,
  })
}

type Entry = readonly [name: string, value: unknown]

/** Their default may be another one by what else is given, so naming it says something. */
const IMPLIED: readonly string[] = ['simulate', 'emptyIntervals'] satisfies (keyof DryRunSettings)[]

/** Settings taken whole from a result file name their defaults, and null for what is not set. */
function isGiven([name, value]: Entry): boolean {
  if (value === undefined || value === null) return false
  return IMPLIED.includes(name) || value !== rowOf(name)?.default
}

function asEntry([name, value]: Entry): [string, { value: unknown; where: string }] {
  const row = rowOf(name)
  if (row !== undefined) return [row.flag, { value, where: `settings.${name}` }]
  const meant = nearest(name, Object.keys(DRY_RUN_SETTINGS))
  throw new UserError(`settings.${name}: unknown setting`, {
    ...(meant === undefined ? {} : { hint: `did you mean ${meant}?` }),
  })
}

function rowOf(name: string): Setting | undefined {
  const rows: Readonly<Record<string, Setting>> = DRY_RUN_SETTINGS
  return Object.hasOwn(rows, name) ? rows[name] : undefined
}
