import type { FirstDifference } from '../../regression/case-report.js'
import type { ResultDifference } from '../../regression/result-difference.js'
import type { Result } from '../../run/result.js'
import { inkFor } from '../terminal/ink.js'
import { differenceLines } from './difference-lines.js'
import { metricTable } from './metric-table.js'
import { metricRow } from './metric-text.js'
import { renderOverlays } from './overlay-terminal.js'
import { type Paper, textLines } from './paper.js'
import { decisionsText } from './wording.js'

/** Two runs to be shown side by side. */
export interface DiffView {
  /** The case's name; null for two results. */
  readonly title: string | null
  readonly labels: { readonly a: string; readonly b: string }
  readonly a: Result
  readonly b: Result
  readonly difference: ResultDifference
  readonly changedSettings: readonly string[]
  readonly first: FirstDifference | null
}

const NAMES = { baseline: 'A', now: 'B' }
const HEADS = { baseline: 'A', now: 'B', change: 'B − A' }

/** What `planner check --diff` prints of one pair. */
export function renderDiff(
  view: DiffView,
  { width, color }: { readonly width: number; readonly color: boolean },
): string {
  const { title, labels, difference, changedSettings, first, a, b } = view
  const paper: Paper = { ink: inkFor(color), width }
  const decisions = decisionsText({ difference: difference.decisions })
  return [
    paper.ink.bold(title === null ? 'Two results' : title),
    ...textLines(`A: ${labels.a}`, paper),
    ...textLines(`B: ${labels.b}`, paper),
    ...(difference.otherTrace ? textLines('note: the traces differ', paper) : []),
    ...changedSettings.flatMap((change) => textLines(`setting: ${change}`, paper)),
    ...metricTable(difference.metrics.map(metricRow), { heads: HEADS, paper }),
    ...textLines(decisions ?? same(difference), paper),
    ...(first === null
      ? []
      : differenceLines(first, { names: NAMES, paper, withArithmetic: true })),
    '',
    renderOverlays(a, b, paper),
    '',
  ].join('\n')
}

function same({ decisions }: ResultDifference): string {
  return decisions === null
    ? 'decisions are not compared: the intervals are of other lengths'
    : `the same replicas in all ${decisions.compared} intervals`
}

/** What `planner check --diff --json` prints: the same as data, full precision. */
export function diffJson(views: readonly DiffView[]): object {
  return {
    schemaVersion: 1,
    pairs: views.map(({ title, labels, difference, first }) => ({
      case: title,
      ...labels,
      difference,
      firstDifference: first,
    })),
  }
}
