import type { PerRole, Role } from '../../domain/role.js'
import type { DecisionRecord, Result } from '../../run/result.js'
import { panelsFor } from '../charts/panels.js'
import type { PanelName } from '../charts/plot.js'
import { type ChartSource, type Column, chartSource } from '../charts/source.js'

/** What the page's script reads from the page: the charts' columns and the decisions. */
export interface PageData {
  /** Panels to show. */
  readonly panels: readonly PanelName[]
  readonly source: ChartSource
  readonly decisions: DecisionColumns
}

/** Decisions as columns, an entry per interval. */
export interface DecisionColumns {
  readonly unclamped: PerRole<Column>
  readonly correction: PerRole<Column>
  /** Tokens/s forecast for the pool. */
  readonly demand: PerRole<Column>
  /** Tokens/s/GPU the sizing divided by. */
  readonly throughput: PerRole<Column>
  /** TTFT (prefill) and ITL (decode) expected at that operating point, ms. */
  readonly latencyMs: PerRole<Column>
  readonly reasons: readonly (readonly PageReason[])[]
}

/** Code, pool or empty, sentence. */
export type PageReason = readonly [code: string, role: Role | '', text: string]

export function pageData(result: Result, panels?: readonly PanelName[]): PageData {
  const source = chartSource(result)
  const decisions = result.intervals.map(({ decision }) => decision)
  return {
    panels: panelsFor(source, panels).map(({ name }) => name),
    source,
    decisions: {
      unclamped: columns(decisions, 'unclamped'),
      correction: columns(decisions, 'correction'),
      demand: columns(decisions, 'demandTokensPerSecond'),
      throughput: columns(decisions, 'throughputPerGpu'),
      latencyMs: columns(decisions, 'latencyMs'),
      reasons: decisions.map(({ reasons }) =>
        reasons.map(({ code, role, text }): PageReason => [code, role ?? '', text]),
      ),
    },
  }
}

type NumberField = {
  [Key in keyof DecisionRecord]: DecisionRecord[Key] extends PerRole<number | null> ? Key : never
}[keyof DecisionRecord]

function columns(decisions: readonly DecisionRecord[], field: NumberField): PerRole<Column> {
  const column = (role: Role): Column => decisions.map((decision) => compact(decision[field][role]))
  return { prefill: column('prefill'), decode: column('decode') }
}

/** Six significant digits are more than the page shows. */
function compact(value: number | null): number | null {
  return value === null || Number.isInteger(value) ? value : Number(value.toPrecision(6))
}
