import type { CaseReport, Ending } from '../../regression/case-report.js'

/** What every reporter is given. */
export interface CheckView {
  /** In the order of the check file. */
  readonly cases: readonly CaseView[]
  readonly checkFile: string
  readonly plannerVersion: string
  readonly terminal: { readonly width: number; readonly color: boolean }
}

export interface CaseView {
  readonly report: CaseReport
  readonly ending: Ending
  /** Under the names people write: `itl 20 → 15`. */
  readonly changedSettings: readonly string[]
}
