import type { Outcome, OutcomeSink } from '../simulator/outcome.js'
import type { OutcomeColumns } from '../simulator/outcome-columns.js'
import type { SlaCount } from './sla-count.js'
import { TtftParts } from './ttft-parts.js'

/** Where the outcomes of a play go: always counted, and kept one by one where they are asked for. */
export class PlayOutcomes implements OutcomeSink {
  readonly parts = new TtftParts()

  constructor(
    readonly count: SlaCount,
    readonly columns: OutcomeColumns | null,
  ) {}

  add(outcome: Outcome): void {
    this.count.add(outcome)
    if (this.columns === null) return
    this.parts.add(outcome)
    this.columns.add(outcome)
  }
}
