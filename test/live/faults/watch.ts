import { createHash } from 'node:crypto'
import type { LiveInterval } from '../../../src/domain/live-interval.js'
import { type PerRole, ROLES } from '../../../src/domain/role.js'
import type { FakeClock } from '../fake-clock.js'
import { GPUS, SETTINGS } from './day-settings.js'
import type { Sent } from './faulty-wire.js'
import type { SimulatedPlanner } from './simulated-planner.js'
import { trafficAt } from './traffic.js'

export interface Order {
  /** The pools that were changed. */
  readonly replicas: Partial<PerRole<number>>
  /** What is ordered of both from now on. */
  readonly ordered: PerRole<number>
  readonly sent: Sent
  /** Who holds the lease, where the store itself refuses writes of anybody else; undefined where it does not. */
  readonly holder?: string | undefined
}

/** Looks at every write as it takes effect, and at every interval, and keeps what was promised and not kept. */
export class Watch {
  readonly violations: string[] = []
  readonly counts = { intervals: 0, holds: 0, writes: 0, terms: 0 }
  private readonly hash = createHash('sha256')
  private lastDecisionId = -1
  private readonly writers = new Map<number, Sent['from']>()
  private lastTerm = -1
  /** Terms by the numbers of a lease that is gone, which their leaders may still act in. */
  private formerTerms = new Map<SimulatedPlanner, number | null>()

  constructor(
    private readonly clock: FakeClock,
    /** Those that are alive, stopped ones among them. */
    private readonly planners: () => readonly SimulatedPlanner[],
  ) {}

  get digest(): string {
    return this.hash.copy().digest('hex')
  }

  tellOrder({ replicas, ordered, sent, holder }: Order): void {
    this.counts.writes += 1
    this.note(`order ${JSON.stringify([replicas, ordered, sent.term])}`)
    const text = JSON.stringify(ordered)
    if (gpusOf(ordered) > SETTINGS.maxGpuBudget) this.violate(`${text} is above the budget`)
    if (ROLES.some((role) => !(ordered[role] >= 1))) this.violate(`${text} is below the minimum`)
    if (sent.from.elects) this.checkWriter(sent, holder)
    // One that was given up may take effect when the next has been decided, onto what has not changed meanwhile.
    const { wanted } = sent
    if (ROLES.some((role) => replicas[role] !== undefined && replicas[role] !== wanted?.[role]))
      this.violate(`${JSON.stringify(replicas)} was ordered, ${JSON.stringify(wanted)} was decided`)
  }

  /** One writer at a time and in one term, and none of a former term after that of a later one. */
  private checkWriter({ from, term }: Sent, holder: string | undefined): void {
    const led = (one: SimulatedPlanner) =>
      holder === undefined ? one.leadership().isLeader() : one.identity === holder
    const others = this.planners().filter((one) => one !== from && led(one))
    for (const other of others) this.violate(`${from.identity} wrote while ${other.identity} led`)
    if (holder !== undefined && holder !== from.identity) this.violate('a write without the lease')
    if (term === null || this.formerTerms.get(from) === term) return
    if (term < this.lastTerm) this.violate(`a write of term ${term} after term ${this.lastTerm}`)
    if ((this.writers.get(term) ?? from) !== from) this.violate(`two writers in term ${term}`)
    if (!this.writers.has(term)) this.counts.terms += 1
    this.writers.set(term, from)
    this.lastTerm = Math.max(this.lastTerm, term)
  }

  /** The lease is gone, and with it what the next leader could count on from, unless it has seen the last term. */
  beginTermsAnew(): void {
    this.formerTerms = new Map(this.planners().map((one) => [one, one.leadership().term()]))
    this.writers.clear()
    this.lastTerm = -1
  }

  tellDecisionId(decisionId: number): void {
    if (decisionId <= this.lastDecisionId)
      this.violate(`decision ${decisionId} after ${this.lastDecisionId}`)
    this.lastDecisionId = decisionId
  }

  /** What was acted on must be the truth; an outage must never pass for traffic, or for none. */
  tellInterval(interval: LiveInterval, endSeconds: number): void {
    const { hold, observation, decision, outcome } = interval
    this.counts.intervals += 1
    if (hold !== null) this.counts.holds += 1
    this.note(`${hold?.code ?? 'seen'} ${outcome.kind} ${JSON.stringify(decision.replicas)}`)
    if (hold !== null && outcome.kind !== 'held') this.violate(`acted in a hold: ${outcome.kind}`)
    if (observation === null) return
    const truth = trafficAt(endSeconds)
    if (JSON.stringify(observation.traffic) !== JSON.stringify(truth)) {
      this.violate(`took ${JSON.stringify(observation.traffic)} for ${JSON.stringify(truth)}`)
    }
  }

  violate(text: string): void {
    this.violations.push(`${this.clock.steadyMs() / 1000} s: ${text}`)
  }

  note(text: string): void {
    this.hash.update(`${this.clock.steadyMs()} ${text}\n`)
  }
}

function gpusOf(replicas: PerRole<number>): number {
  return replicas.prefill * GPUS.prefill + replicas.decode * GPUS.decode
}
