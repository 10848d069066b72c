import type { LiveStatus } from '../../run/live-status.js'
import { terminalStyle } from '../terminal.js'

/** Where a dashboard is drawn. */
export interface WatchStreams {
  readonly stdout: NodeJS.WriteStream
  readonly stdin: NodeJS.ReadStream
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A person looks at a terminal; anything else gets lines. */
export function wantsScreen({ stdout, env }: WatchStreams): boolean {
  return terminalStyle(stdout, env).isTerminal
}

/** Prints each interval that is newer than those before, once. */
export class IntervalLines {
  private printedEpochMs: number | null = null

  constructor(private readonly write: (line: string) => void) {}

  /** The first status shows its last interval only: what was before can be read in the journal. */
  async tell(status: LiveStatus): Promise<void> {
    const { renderIntervalLine } = await import('../../report/watch/interval-line.js')
    const after = this.printedEpochMs ?? status.intervals.at(-2)?.atEpochMs ?? 0
    for (const interval of status.intervals) {
      if (interval.atEpochMs <= after) continue
      this.printedEpochMs = interval.atEpochMs
      this.write(`${renderIntervalLine(interval, status)}\n`)
    }
  }
}
