import type { PerRole } from '../domain/role.js'
import type { ExplainedDecision } from '../run/explain/explanation.js'
import type { BudgetVerdict } from './budget.js'
import type { Comparison } from './comparison.js'

/** What is said of one case: plain data, the same whichever thread it came from. */
export interface CaseReport {
  readonly name: string
  readonly place: CasePlace
  /** Said before anything is compared: inputs that changed, a baseline of another version. */
  readonly notes: readonly string[]
  readonly outcome: CaseOutcome
}

/** Where the case and what belongs to it stand. */
export interface CasePlace {
  readonly file: string
  readonly line: number
  readonly baseline: string
}

export type CaseOutcome =
  | ComparedOutcome
  | UpdatedOutcome
  /** Input that cannot be used, or a bug: nothing could be compared. */
  | {
      readonly kind: 'broken' | 'crashed'
      readonly message: string
      readonly hint: string | null
    }

export interface ComparedOutcome {
  readonly kind: 'compared'
  readonly regressed: boolean
  readonly comparison: Comparison
  /** Null where all decisions are the same, or none can be held beside another. */
  readonly firstDifference: FirstDifference | null
  /** Of a regression without another decision: where requests first fared differently, if it can be told. */
  readonly firstOutcome: FirstOutcome | null
}

export interface FirstOutcome {
  readonly index: number
  readonly time: string
  readonly baseline: Felt
  readonly now: Felt
}

/** What the requests of one interval felt; null where there were none. */
export interface Felt {
  readonly attainment: number | null
  readonly ttftP99Ms: number | null
  readonly itlP99Ms: number | null
}

export interface UpdatedOutcome {
  readonly kind: 'updated'
  readonly change: 'new' | 'changed' | 'unchanged'
  /** Null where there was no baseline to compare with. */
  readonly comparison: Comparison | null
  readonly budgets: readonly BudgetVerdict[]
}

/** The first interval that has other replicas than in the baseline, and why. */
export interface FirstDifference {
  readonly index: number
  readonly startSeconds: number
  /** As a clock or a stopwatch shows it: `0:42`. */
  readonly time: string
  readonly baseline: ExplainedSide
  readonly now: ExplainedSide
  /** What differs in the arithmetic, in the order in which it is computed: one sentence each. */
  readonly causes: readonly string[]
}

export interface ExplainedSide {
  readonly replicas: PerRole<number>
  /** The interval whose arithmetic this is: an earlier one where only that is known. */
  readonly at: number
  readonly from:
    | 'this run'
    | 'the baseline file'
    | "a run with the baseline's settings"
    | 'another run'
  readonly decision: ExplainedDecision
  /** The same as lines of text; none where the arithmetic is not known. */
  readonly lines: readonly TextLine[]
}

/** A label, empty where the text goes on below the one before, and what is said. */
export type TextLine = readonly [label: string, text: string]

/** Worst last: what was found decides how the check ends. */
export type Ending = 'passed' | 'regressed' | 'broken' | 'crashed'

const ENDINGS: readonly Ending[] = ['passed', 'regressed', 'broken', 'crashed']

export function endingOf({ outcome }: CaseReport): Ending {
  switch (outcome.kind) {
    case 'compared':
      return outcome.regressed ? 'regressed' : 'passed'
    case 'updated':
      return outcome.budgets.every(({ kept }) => kept) ? 'passed' : 'regressed'
    default:
      return outcome.kind
  }
}

export function worstEnding(reports: readonly CaseReport[]): Ending {
  const found = reports.map((report) => ENDINGS.indexOf(endingOf(report)))
  return ENDINGS[Math.max(0, ...found)]!
}
