import type { ComparedOutcome, FirstDifference, TextLine } from '../../regression/case-report.js'
import type { Comparison } from '../../regression/comparison.js'
import { judgedRows, valueText } from './metric-text.js'
import { compareSides } from './sides.js'
import type { CaseView, CheckView } from './view.js'
import {
  budgetText,
  caseSummary,
  decisionsText,
  firstDifferenceText,
  outcomeText,
  SIDES,
  sideTitle,
  totalText,
} from './wording.js'

/** A comment may have 65,536 characters; some are left for whoever posts it. */
const MOST_CHARACTERS = 60_000

/** Lets a workflow find its own comment again. */
export const MARKER = '<!-- planner check -->'

const MARKS = { passed: '✅', regressed: '❌', broken: '⚠️', crashed: '💥' } as const

/** A pull-request comment: the verdict, a table of cases, and for each that failed what differs and why. */
export function renderMarkdown({ cases }: CheckView): string {
  const bad = cases.filter(({ ending }) => ending !== 'passed')
  const mark = bad.length === 0 ? MARKS.passed : MARKS[bad[0]!.ending]
  const head = [
    MARKER,
    `### ${mark} planner check`,
    '',
    totalText(cases.map(({ ending }) => ending)),
    '',
    '| | case | |',
    '|:-:|---|---|',
    ...cases.map(({ report, ending }) =>
      row([
        MARKS[ending],
        `**${escapeMarkdown(report.name)}**`,
        escapeMarkdown(caseSummary(report)),
      ]),
    ),
    '',
  ].join('\n')
  return head + fitting(cases.map(details), MOST_CHARACTERS - head.length)
}

/** As many sections as there is room for, and how many are left out. */
function fitting(sections: readonly string[], room: number): string {
  const said = sections.filter((section) => section !== '')
  let used = 0
  const shown = said.filter((section) => {
    used += section.length
    return used <= room
  })
  const left = said.length - shown.length
  const more = left === 0 ? '' : `\n_${left} more did not fit here; the log has them all._\n`
  return shown.join('') + more
}

function details(view: CaseView): string {
  const { report, ending, changedSettings } = view
  const { outcome } = report
  const body = [
    ...report.notes.map((note) => `- note: ${escapeMarkdown(note)}`),
    ...changedSettings.map((change) => `- changed setting: \`${change}\``),
    ...('hint' in outcome && outcome.hint !== null
      ? [`- hint: ${escapeMarkdown(outcome.hint)}`]
      : []),
    ...(outcome.kind === 'compared' ? compared(outcome) : []),
  ]
  const isSaid = ending !== 'passed' || body.length > 0
  if (!isSaid) return ''
  const open = ending === 'passed' ? '' : ' open'
  const { file, line } = report.place
  return `\n<details${open}><summary><b>${escapeMarkdown(report.name)}</b> (${escapeMarkdown(file)}:${line})</summary>\n\n${body.join('\n')}\n\n</details>\n`
}

function compared(outcome: ComparedOutcome): string[] {
  const { comparison, firstDifference, regressed } = outcome
  const isSame = [...comparison.metrics, comparison.replicas].every(
    ({ verdict }) => verdict === 'same',
  )
  if (isSame && !regressed) return []
  const decisions = decisionsText(comparison.replicas)
  const felt = outcomeText(outcome)
  return [
    ...metricsTable(comparison),
    ...budgets(comparison),
    ...(decisions === null ? [] : ['', escapeMarkdown(decisions)]),
    ...(felt === null ? [] : ['', escapeMarkdown(felt)]),
    ...(firstDifference === null ? [] : difference(firstDifference)),
  ]
}

function metricsTable({ metrics }: Comparison): string[] {
  const rows = judgedRows(metrics).map(({ label, baseline, now, change, tolerance, verdict }) => {
    const cells = [label, baseline, now, change, tolerance].map(escapeMarkdown)
    const isBad = verdict === 'regressed'
    return row([...(isBad ? cells.map((cell) => `**${cell}**`) : cells), VERDICTS[verdict]])
  })
  return [
    '',
    '| metric | baseline | now | change | tolerance | |',
    '|---|--:|--:|--:|--:|---|',
    ...rows,
  ]
}

const VERDICTS = {
  same: '',
  within: 'within',
  better: 'better',
  regressed: '❌ worse',
  'not-judged': '',
  new: 'new',
} as const

function budgets({ budgets: all, metrics }: Comparison): string[] {
  if (all.length === 0) return []
  return [
    '',
    ...all.map((budget) => {
      const unit = metrics.find(({ metric }) => metric === budget.metric)?.unit ?? 'count'
      const mark = budget.kept ? '✅ budget kept' : '❌ **over budget**'
      return `- ${mark}: \`${budgetText(budget)}\`, now ${escapeMarkdown(valueText(budget.now, { unit }))}`
    }),
  ]
}

function difference(first: FirstDifference): string[] {
  const { common, baseline, now } = compareSides(first)
  const blocks = [
    ['On both sides', common],
    [sideTitle('baseline', { first, names: SIDES }), baseline],
    [sideTitle('now', { first, names: SIDES }), now],
  ] as const
  return [
    '',
    `**First difference**: ${escapeMarkdown(firstDifferenceText(first))}`,
    '',
    ...first.causes.map((cause) => `- ${escapeMarkdown(cause)}`),
    '',
    '| | |',
    '|---|---|',
    ...blocks.flatMap(([title, lines]) =>
      lines.length === 0
        ? []
        : [row([`**${escapeMarkdown(title)}**`, '']), ...grouped(lines).map((cells) => row(cells))],
    ),
  ]
}

/** Lines below one label in one cell. */
function grouped(lines: readonly TextLine[]): string[][] {
  const cells: string[][] = []
  for (const [label, text] of lines) {
    if (label === '' && cells.length > 0) cells.at(-1)![1] += `<br>${escapeMarkdown(text)}`
    else cells.push([escapeMarkdown(label), escapeMarkdown(text)])
  }
  return cells
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** What a table or HTML would take for its own. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\|*_`[\]]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('\n', ' ')
}
