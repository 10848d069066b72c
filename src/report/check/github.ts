import type { CaseView, CheckView } from './view.js'
import { caseSummary, firstDifferenceText, outcomeText } from './wording.js'

/**
 * Workflow commands of GitHub Actions, which become annotations at the case's line in the check file
 * (docs.github.com, "Workflow commands for GitHub Actions"; escapes as in actions/toolkit, core/src/command.ts).
 */
export function renderGithub({ cases }: CheckView): string {
  return cases.flatMap(annotations).join('')
}

function annotations(view: CaseView): string[] {
  const { report, ending } = view
  const command = (level: 'error' | 'warning', lines: readonly string[]) => {
    const { file, line } = report.place
    const title = escapeProperty(`planner check: ${report.name}`)
    const text = escapeData(lines.join('\n'))
    return `::${level} file=${escapeProperty(file)},line=${line},title=${title}::${text}\n`
  }
  if (ending !== 'passed') return [command('error', errorLines(view))]
  return report.notes.map((note) => command('warning', [note]))
}

function errorLines({ report, changedSettings }: CaseView): string[] {
  const { outcome } = report
  const first = outcome.kind === 'compared' ? outcome.firstDifference : null
  const felt = outcome.kind === 'compared' ? outcomeText(outcome) : null
  return [
    caseSummary(report),
    ...report.notes,
    ...changedSettings.map((change) => `changed setting: ${change}`),
    ...(first === null ? [] : [`first difference: ${firstDifferenceText(first)}`, ...first.causes]),
    ...(felt === null ? [] : [felt]),
    ...('hint' in outcome && outcome.hint !== null ? [`hint: ${outcome.hint}`] : []),
  ]
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
