import { type CaseReport, endingOf } from '../../regression/case-report.js'
import type { SettingChange } from '../../regression/comparison.js'
import type { CaseView } from '../../report/check/view.js'
import type { Setting } from '../settings/setting.js'
import { DRY_RUN_SETTINGS } from '../settings/table.js'

/** A report with what only the command line knows: the names people write settings by. */
export function viewOf(report: CaseReport): CaseView {
  const { outcome } = report
  const comparison = 'comparison' in outcome ? outcome.comparison : null
  return {
    report,
    ending: endingOf(report),
    changedSettings: (comparison?.changedSettings ?? []).map(changeText),
  }
}

export function changeText({ setting, baseline, now }: SettingChange): string {
  const rows: Readonly<Record<string, Setting>> = DRY_RUN_SETTINGS
  return `${rows[setting]?.flag ?? setting} ${shown(baseline)} → ${shown(now)}`
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'not given'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
