import { padEnd } from '../terminal/ink.js'
import type { MetricRow } from './metric-text.js'
import { INDENT, type Paper } from './paper.js'

/** Columns in their order, by their heading. */
type Heads = Readonly<Partial<Record<Exclude<keyof MetricRow, 'label' | 'verdict'>, string>>>

const ENDS: Readonly<Partial<Record<MetricRow['verdict'], string>>> = {
  regressed: '  worse',
  better: '  better',
  new: '  new',
}

/** Numbers right-aligned below their headings, and what became worse or better behind them. */
export function metricTable(
  rows: readonly MetricRow[],
  { heads, paper }: { readonly heads: Heads; readonly paper: Paper },
): string[] {
  const keys = Object.keys(heads) as (keyof typeof heads)[]
  const cells = [
    ['', ...keys.map((key) => heads[key]!)],
    ...rows.map((row) => [row.label, ...keys.map((key) => row[key])]),
  ]
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map((line) => [...line[i]!].length)))
  const [head, ...body] = cells.map((line) =>
    line
      .map((cell, i) => (i === 0 ? padEnd(cell, widths[0]!) : cell.padStart(widths[i]!)))
      .join('  '),
  )
  const { ink } = paper
  return [
    INDENT + ink.muted(head!),
    ...body.map((line, i) => {
      const { verdict } = rows[i]!
      return (
        INDENT + (verdict === 'regressed' ? ink.alarm : ink.plain)(line + (ENDS[verdict] ?? ''))
      )
    }),
  ]
}
