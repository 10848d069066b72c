import { itlOf, type Outcome, type OutcomeSink } from '../simulator/outcome.js'
import type { SlaAttainment } from './simulated.js'

/** Counts requests within their targets as they end. A request of one token has met its ITL. */
export class SlaCount implements OutcomeSink {
  private ended = 0
  private ttft = 0
  private itl = 0
  withinBoth = 0
  /** Output tokens of the requests within both targets. */
  tokensWithinBoth = 0

  constructor(private readonly targets: { readonly ttftMs: number; readonly itlMs: number }) {}

  add(outcome: Outcome): void {
    this.ended++
    if (outcome.status !== 'completed') return
    const ttftMet = outcome.firstTokenMs - outcome.arrivalMs <= this.targets.ttftMs
    const itlMet = itlOf(outcome) <= this.targets.itlMs
    if (ttftMet) this.ttft++
    if (itlMet) this.itl++
    if (!ttftMet || !itlMet) return
    this.withinBoth++
    this.tokensWithinBoth += outcome.osl
  }

  get attainment(): SlaAttainment {
    const share = (count: number) => (this.ended === 0 ? null : count / this.ended)
    return { ttft: share(this.ttft), itl: share(this.itl), both: share(this.withinBoth) }
  }
}
