import type { CaseReport, ComparedOutcome } from '../../regression/case-report.js'
import type { Comparison } from '../../regression/comparison.js'
import { type InkName, inkFor, padEnd } from '../terminal/ink.js'
import { differenceLines } from './difference-lines.js'
import { metricTable } from './metric-table.js'
import { judgedRows, toleranceText, valueText } from './metric-text.js'
import { INDENT, type Paper, textLines, wrapUnits } from './paper.js'
import type { CaseView, CheckView } from './view.js'
import { budgetText, caseSummary, decisionsText, outcomeText, SIDES, totalText } from './wording.js'

/** What `planner check` prints: one line a case, and below it what there is to be said. */
export function renderCheckTerminal(view: CheckView): string {
  const paper: Paper = { ink: inkFor(view.terminal.color), width: view.terminal.width }
  const cases = view.cases.map((one) => renderCase(one, paper))
  return `${[...cases, totalText(view.cases.map(({ ending }) => ending))].join('\n')}\n`
}

/** One case as plain text, for what shows text in a frame of its own. */
export function renderCaseText(view: CaseView, width: number): string {
  return renderCase(view, { ink: inkFor(false), width })
}

const MARKS = { passed: 'ok', regressed: 'FAIL', broken: 'ERROR', crashed: 'CRASH' } as const

function renderCase({ report, ending, changedSettings }: CaseView, paper: Paper): string {
  const { ink, width } = paper
  const isBad = ending !== 'passed'
  const head = `${report.name}: ${caseSummary(report)}`
  const lines = wrapUnits(head, width - INDENT.length).map((line, i) =>
    i === 0 ? ink.bold(line) : line,
  )
  const mark = padEnd(MARKS[ending], INDENT.length)
  return [
    `${isBad ? ink.alarm(mark) : mark}${lines.join(`\n${INDENT}`)}`,
    ...(isBad ? place(report, paper) : []),
    ...report.notes.flatMap((note) => textLines(`note: ${note}`, paper)),
    ...body(report, { changedSettings, paper }),
  ].join('\n')
}

function place({ place: { file, line } }: CaseReport, { ink }: Paper): string[] {
  return [INDENT + ink.muted(`${file}:${line}`)]
}

function body(
  { outcome }: CaseReport,
  {
    changedSettings,
    paper,
  }: { readonly changedSettings: readonly string[]; readonly paper: Paper },
): string[] {
  const settings = changedSettings.flatMap((change) =>
    textLines(`changed setting: ${change}`, paper),
  )
  switch (outcome.kind) {
    case 'compared':
      if (!outcome.regressed && !isWorthSaying(outcome.comparison)) return settings
      return [
        ...settings,
        ...comparisonLines(outcome.comparison, paper),
        ...difference(outcome, paper),
      ]
    case 'updated':
      return outcome.comparison === null || outcome.change !== 'changed'
        ? []
        : [...settings, ...comparisonLines(outcome.comparison, paper)]
    default:
      return outcome.hint === null ? [] : textLines(`hint: ${outcome.hint}`, paper)
  }
}

/** Anything that is not just as it was. */
function isWorthSaying({ metrics, replicas }: Comparison): boolean {
  return [...metrics, replicas].some(({ verdict }) => verdict !== 'same')
}

function comparisonLines(comparison: Comparison, paper: Paper): string[] {
  const { metrics, budgets, replicas } = comparison
  const decisions = decisionsText(replicas)
  const replicasInk: InkName = replicas.verdict === 'regressed' ? 'alarm' : 'plain'
  const allowed =
    replicas.tolerance.kind === 'any'
      ? ''
      : `; tolerance ${toleranceText(replicas.tolerance, 'replicas')}`
  return [
    ...metricTable(judgedRows(metrics), { heads: HEADS, paper }),
    ...budgets.flatMap((budget) => {
      const unit = metrics.find(({ metric }) => metric === budget.metric)?.unit ?? 'count'
      const now = `${budgetText(budget)}: ${valueText(budget.now, { unit })}`
      return budget.kept
        ? textLines(`budget kept: ${now}`, paper)
        : textLines(`over budget: ${now}`, paper).map(paper.ink.alarm)
    }),
    ...(decisions === null
      ? []
      : textLines(decisions + allowed, paper).map(paper.ink[replicasInk])),
  ]
}

const HEADS = { baseline: 'baseline', now: 'now', change: 'change', tolerance: 'tolerance' }

/** The arithmetic is for those who wonder what went wrong. */
function difference(outcome: ComparedOutcome, paper: Paper): string[] {
  const { firstDifference, regressed } = outcome
  const felt = outcomeText(outcome)
  if (felt !== null) return textLines(felt, paper)
  if (firstDifference === null) return []
  return differenceLines(firstDifference, { names: SIDES, paper, withArithmetic: regressed })
}
