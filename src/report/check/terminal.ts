import type { CaseReport, ComparedOutcome, TextLine } from '../../regression/case-report.js'
import type { Comparison } from '../../regression/comparison.js'
import { type Ink, type InkName, inkFor, padEnd, wrap } from '../terminal/ink.js'
import { compareSides } from './sides.js'
import type { CaseView, CheckView } from './view.js'
import {
  budgetText,
  caseSummary,
  decisionsText,
  firstDifferenceText,
  judgedRows,
  type MetricRow,
  sideTitle,
  toleranceText,
  totalText,
  valueText,
} from './wording.js'

interface Paper {
  readonly ink: Ink
  readonly width: number
}

const INDENT = '      '
const LABEL_WIDTH = 19

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
  const lines = wrapped(head, width - INDENT.length).map((line, i) =>
    i === 0 ? ink.bold(line) : line,
  )
  const mark = padEnd(MARKS[ending], INDENT.length)
  return [
    `${isBad ? ink.alarm(mark) : mark}${lines.join(`\n${INDENT}`)}`,
    ...(isBad ? place(report, paper) : []),
    ...report.notes.flatMap((note) => text(`note: ${note}`, paper)),
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
  const settings = changedSettings.flatMap((change) => text(`changed setting: ${change}`, paper))
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
      return outcome.hint === null ? [] : text(`hint: ${outcome.hint}`, paper)
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
    ...table(judgedRows(metrics), paper),
    ...budgets.flatMap((budget) => {
      const unit = metrics.find(({ metric }) => metric === budget.metric)?.unit ?? 'count'
      const now = `${budgetText(budget)}: ${valueText(budget.now, { unit })}`
      return budget.kept
        ? text(`budget kept: ${now}`, paper)
        : text(`over budget: ${now}`, paper).map(paper.ink.alarm)
    }),
    ...(decisions === null ? [] : text(decisions + allowed, paper).map(paper.ink[replicasInk])),
  ]
}

const COLUMNS = ['label', 'baseline', 'now', 'change', 'tolerance'] as const
const HEAD = {
  label: '',
  baseline: 'baseline',
  now: 'now',
  change: 'change',
  tolerance: 'tolerance',
}

function table(rows: readonly MetricRow[], { ink }: Paper): string[] {
  const widths = COLUMNS.map((key) =>
    Math.max(...[HEAD, ...rows].map((row) => [...row[key]].length)),
  )
  const line = (row: Readonly<Record<(typeof COLUMNS)[number], string>>) =>
    COLUMNS.map((key, i) =>
      i === 0 ? padEnd(row[key], widths[i]!) : row[key].padStart(widths[i]!),
    ).join('  ')
  return [
    INDENT + ink.muted(line(HEAD)),
    ...rows.map((row) => {
      const isBad = row.verdict === 'regressed'
      const end = { regressed: '  worse', better: '  better', new: '  new' }
      const verdict = row.verdict in end ? end[row.verdict as keyof typeof end] : ''
      return INDENT + (isBad ? ink.alarm : ink.plain)(line(row) + verdict)
    }),
  ]
}

/** The arithmetic is for those who wonder what went wrong. */
function difference(
  { firstDifference: first, regressed }: ComparedOutcome,
  paper: Paper,
): string[] {
  if (first === null) return []
  if (!regressed) return text(`first difference: ${firstDifferenceText(first)}`, paper)
  const sides = compareSides(first)
  const block = (title: string, lines: readonly TextLine[]) =>
    lines.length === 0
      ? []
      : [
          ...text(title, paper).map(paper.ink.bold),
          ...lines.flatMap(([label, what]) => labelled(label, what, paper)),
        ]
  return [
    ...text(`first difference: ${firstDifferenceText(first)}`, paper).map(paper.ink.bold),
    ...first.causes.flatMap((cause) => point(cause, paper)),
    ...block('On both sides', sides.common),
    ...block(sideTitle('baseline', first), sides.baseline),
    ...block(sideTitle('now', first), sides.now),
  ]
}

function text(what: string, { width }: Paper): string[] {
  return wrapped(what, width - INDENT.length).map((line) => INDENT + line)
}

/** A point of a list: what goes on stands below the text. */
function point(what: string, { width }: Paper): string[] {
  return wrapped(what, width - INDENT.length - 2).map(
    (line, i) => `${INDENT}${i === 0 ? '·' : ' '} ${line}`,
  )
}

/** A number stays on the line of its unit. */
function wrapped(what: string, width: number): string[] {
  const bound = what.replace(
    /(?<=\d) (?=(ms|s|k|M|G|GPUs?|tokens|replicas?|points)\b|%)/g,
    '\u00a0',
  )
  return wrap(bound, width).map((line) => line.replaceAll('\u00a0', ' '))
}

function labelled(label: string, what: string, { ink, width }: Paper): string[] {
  const room = Math.max(20, width - INDENT.length - LABEL_WIDTH)
  return wrapped(what, room).map(
    (part, i) => INDENT + ink.muted(padEnd(i === 0 ? label : '', LABEL_WIDTH)) + part,
  )
}
