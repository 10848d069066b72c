import type { DryRunSettings } from '../../domain/settings.js'
import { UserError } from '../../domain/user-error.js'
import { BASELINE_SCHEMA_VERSION, type Baseline, type Inputs } from '../../regression/baseline.js'
import type { Setting } from '../settings/setting.js'
import { DRY_RUN_SETTINGS } from '../settings/table.js'
import { checkSettingValue } from '../settings/value.js'
import { baselineSchema, decisionsSchema, metricsSchema, whySchema } from './baseline-schema.js'

export interface ReadBaseline {
  readonly baseline: Baseline
  /** What could not be taken as it stands. */
  readonly notes: readonly string[]
}

interface Around {
  readonly path: string
  /** What stands where the baseline says nothing: its writer did not know the setting. */
  readonly settings: DryRunSettings
  /** Of the run, for a baseline that does not tell its own. */
  readonly inputs: Inputs
}

/**
 * A baseline of this schema version is checked whole. Of another version that is taken which means the
 * same there (docs/ci.md: a name keeps its meaning): metrics, and decisions where they have the known shape.
 * @throws UserError for what is no baseline.
 */
export function parseBaseline(text: string, around: Around): ReadBaseline {
  const content = parseJson(text, around.path)
  if (content.schemaVersion !== BASELINE_SCHEMA_VERSION) return otherVersion(content, around)
  const checked = baselineSchema.safeParse(content)
  const issue = checked.error?.issues[0]
  if (issue !== undefined) {
    throw new UserError(`${around.path}: ${issue.path.join('.')}: ${issue.message}`, { hint: ANEW })
  }
  const baseline = checked.data!
  checkRuns(baseline, around.path)
  const { settings, notes } = knownSettings(baseline.settings, around)
  return { baseline: { ...baseline, settings } as Baseline, notes }
}

const ANEW = 'planner check --update writes it anew'

function parseJson(text: string, path: string): Readonly<Record<string, unknown>> {
  const content = jsonOrUndefined(text)
  if (typeof content !== 'object' || content === null || !('schemaVersion' in content)) {
    const conflict = /^(<{7}|>{7}) /m.test(text) ? ': it has conflict marks of a merge' : ''
    throw new UserError(`${path}: not a baseline${conflict}`, { hint: ANEW })
  }
  return content as Record<string, unknown>
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Runs must begin at 0, follow on each other, and end within the intervals. */
function checkRuns(
  { decisions, intervals }: Pick<Baseline, 'decisions' | 'intervals'>,
  path: string,
): void {
  const wrong = decisions.findIndex(({ from }, i) =>
    i === 0 ? from !== 0 : from <= decisions[i - 1]!.from || from >= intervals,
  )
  if (wrong === -1 && decisions.length > 0) return
  throw new UserError(`${path}: decisions[${Math.max(0, wrong)}].from is out of order`, {
    hint: ANEW,
  })
}

function knownSettings(
  stored: Readonly<Record<string, unknown>>,
  { settings, path }: Around,
): { readonly settings: DryRunSettings; readonly notes: readonly string[] } {
  const rows: Readonly<Record<string, Setting>> = DRY_RUN_SETTINGS
  const known = Object.entries(stored).filter(([name]) => Object.hasOwn(rows, name))
  const unknown = Object.keys(stored).filter((name) => !Object.hasOwn(rows, name))
  const values = known.map(([name, value]) => [
    name,
    value === null ? null : checkSettingValue(rows[name]!, value, `${path}: settings.${name}`),
  ])
  const note = `the baseline has settings this planner does not know: ${unknown.join(', ')}`
  return {
    settings: { ...settings, ...Object.fromEntries(values) } as DryRunSettings,
    notes: unknown.length === 0 ? [] : [note],
  }
}

function otherVersion(
  content: Readonly<Record<string, unknown>>,
  { path, settings, inputs }: Around,
): ReadBaseline {
  const version = JSON.stringify(content.schemaVersion)
  const metrics = metricsSchema.safeParse(content.metrics)
  if (!metrics.success) {
    throw new UserError(`${path}: schemaVersion ${version} cannot be read: it has no metrics`, {
      hint: ANEW,
    })
  }
  const decisions = decisionsSchema.safeParse(content.decisions).data ?? []
  const stored = typeof content.settings === 'object' ? (content.settings ?? {}) : {}
  const known = knownSettings(stored as Record<string, unknown>, { path, settings, inputs })
  const intervals = Number(content.intervals ?? 0)
  const hasDecisions = decisions.length > 0 && intervals > 0
  const what = hasDecisions ? 'metrics and decisions' : 'metrics'
  return {
    baseline: {
      schemaVersion: Number(content.schemaVersion),
      plannerVersion: String(content.plannerVersion ?? 'unknown'),
      inputs: baselineSchema.shape.inputs.safeParse(content.inputs).data ?? inputs,
      settings: known.settings,
      metrics: metrics.data,
      intervals: hasDecisions ? intervals : 0,
      decisions: hasDecisions ? decisions : [],
      why: (whySchema.safeParse(content.why).data ?? []) as Baseline['why'],
    },
    notes: [
      `the baseline has schemaVersion ${version}, this planner writes ${BASELINE_SCHEMA_VERSION}: compared are its ${what}`,
      ...known.notes,
    ],
  }
}
