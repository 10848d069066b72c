import type { DryRunSettings } from '../../domain/settings.js'
import { UserError } from '../../domain/user-error.js'
import { DEFAULT_CHECK_FILE, readTextIfThere } from '../../files/check-files.js'
import { baselineOf } from '../../regression/baseline.js'
import { renderBaseline } from '../../regression/baseline-json.js'
import type { CaseOutcome, CaseReport } from '../../regression/case-report.js'
import {
  type Comparison,
  compareWithBaseline,
  hasRegressed,
  judgeBudgets,
} from '../../regression/comparison.js'
import { systemMemoryError } from '../memory-error.js'
import { parseBaseline } from './baseline-file.js'
import { comparisonNotes } from './case-notes.js'
import type { CheckCase } from './cases.js'
import { firstDifference } from './first-difference.js'
import { firstOutcome } from './first-outcome.js'
import { type PlayOptions, playCase } from './play.js'

export interface CaseJob {
  readonly case: CheckCase
  /** Whether the baseline is to be made anew. */
  readonly update: boolean
}

export interface CaseDone {
  readonly report: CaseReport
  /** The baseline's new text; null where nothing is to be written. */
  readonly baselineText: string | null
}

/** Runs one case and says what came of it. Whatever goes wrong is this case's outcome, but for an interruption. */
export async function runCase(job: CaseJob, options: PlayOptions): Promise<CaseDone> {
  const { name, place, notes } = job.case
  try {
    const done = await (job.update ? updateCase : compareCase)(job.case, options)
    const report = { name, place, notes: [...notes, ...done.notes], outcome: done.outcome }
    return { report, baselineText: done.baselineText ?? null }
  } catch (error) {
    options.signal.throwIfAborted()
    return { report: { name, place, notes, outcome: failure(error) }, baselineText: null }
  }
}

/** What ended a case before anything could be compared. */
export function failure(error: unknown): CaseOutcome {
  const known = error instanceof UserError ? error : systemMemoryError(error)
  if (known) return { kind: 'broken', message: known.message, hint: known.hint ?? null }
  const message = error instanceof Error ? error.message : String(error)
  const hint = 'this is a bug in planner; DEBUG=1 planner dryrun with the same settings shows where'
  return { kind: 'crashed', message: `internal error: ${message}`, hint }
}

interface Outcome {
  readonly notes: readonly string[]
  readonly outcome: CaseOutcome
  readonly baselineText?: string
}

async function compareCase(one: CheckCase, options: PlayOptions): Promise<Outcome> {
  const path = one.place.baseline
  const text = await readTextIfThere(path)
  if (text === null) {
    throw new UserError(`no baseline: ${path} is missing`, {
      hint: `planner check${fileOf(one)} --update --case '${one.name}' makes it of what the case comes to now`,
    })
  }
  const { result, inputs } = await playCase(one, options)
  const { baseline, notes } = parseBaseline(text, { path, settings: one.settings, inputs })
  const { tolerances, budgets } = one
  const comparison = compareWithBaseline({ baseline, result, inputs, tolerances, budgets })
  const regressed = hasRegressed(comparison)
  const differing = {
    baseline,
    result,
    comparison,
    replay: async (settings: DryRunSettings) =>
      (await playCase(one, { ...options, settings })).result,
  }
  return {
    notes: [...notes, ...comparisonNotes(comparison)],
    outcome: {
      kind: 'compared',
      regressed,
      comparison,
      firstDifference: await firstDifference(differing),
      firstOutcome: regressed ? await firstOutcome(differing) : null,
    },
  }
}

/** Named where it is not found by itself. */
function fileOf({ place: { file } }: CheckCase): string {
  return file === DEFAULT_CHECK_FILE ? '' : ` ${file}`
}

async function updateCase(one: CheckCase, options: PlayOptions): Promise<Outcome> {
  const path = one.place.baseline
  const before = await readTextIfThere(path)
  const { result, inputs } = await playCase(one, options)
  const text = renderBaseline(baselineOf(result, inputs))
  const { tolerances, budgets } = one
  const comparison = compareWithFormer(before, (former) => {
    const around = { path, settings: one.settings, inputs }
    const { baseline } = parseBaseline(former, around)
    return compareWithBaseline({ baseline, result, inputs, tolerances, budgets })
  })
  return {
    notes: comparison === null ? [] : comparisonNotes(comparison),
    outcome: {
      kind: 'updated',
      change: before === null ? 'new' : before === text ? 'unchanged' : 'changed',
      comparison,
      budgets: judgeBudgets({ result, budgets }),
    },
    ...(before === text ? {} : { baselineText: text }),
  }
}

/** A former baseline that cannot be read is written anew, which is what an update is for. */
function compareWithFormer(
  former: string | null,
  compare: (former: string) => Comparison,
): Comparison | null {
  if (former === null) return null
  try {
    return compare(former)
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}
