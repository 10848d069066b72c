import { ALONE, type Leadership } from '../connectors/leadership.js'
import { causeOf } from './error-cause.js'
import type { Log } from './log.js'

/** Says when this process begins and ceases to lead, and why it cannot: once, not at every attempt. */
export class ElectionLog {
  private term: number | null | undefined
  private failure: string | null = null

  constructor(private readonly log: Log) {}

  tellError(error: unknown): void {
    const why = causeOf(error)
    const isNew = why !== this.failure
    this.log[isNew ? 'warn' : 'debug']({ why }, 'the lease could not be taken or renewed')
    this.failure = why
  }

  /** To be called now and then. */
  look(leadership: Leadership): void {
    const term = leadership.term()
    if (leadership === ALONE || term === this.term) return
    if (term === null) this.log.info('stands by: this planner does not lead')
    else this.log.info({ term }, 'leads')
    this.term = term
    if (term !== null) this.failure = null
  }
}
