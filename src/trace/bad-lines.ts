import type { OnBadLine } from '../domain/settings.js'
import { UserError } from '../domain/user-error.js'

/** Ends the reading at the first bad line, or counts them and keeps the first. */
export class BadLines {
  count = 0
  /** `line 7: what was wrong`. */
  first: string | null = null

  constructor(
    private readonly name: string,
    private readonly onBadLine: OnBadLine,
  ) {}

  report(line: number, problem: string): void {
    if (this.onBadLine === 'error') {
      throw new UserError(`${this.name}:${line}: ${problem}`, {
        hint: 'to leave such lines out: --on-bad-line skip',
      })
    }
    this.first ??= `line ${line}: ${problem}`
    this.count++
  }
}
