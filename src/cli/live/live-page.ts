import { UserError } from '../../domain/user-error.js'
import { readReportAssets } from '../../files/report-assets.js'
import { EventStream } from '../../live/event-stream.js'
import { type Reply, text } from '../../live/server.js'
import { renderHtml } from '../../report/html/html.js'
import type { JournalInterval, JournalLine } from '../../run/journal.js'
import { journalResult } from '../../run/journal-result.js'

const DAY_MS = 86_400_000
/** So that short intervals do not fill the memory. */
const MOST_INTERVALS = 2000

/** The report of the last day as a page, and the events by which it keeps up. */
export class LivePage {
  readonly events = new EventStream('interval')
  private lines: readonly JournalLine[] = []
  private page: Reply | null = null

  /** `name` is what the page is titled by. */
  constructor(private readonly name: string) {}

  /** What the journal has from before, or a start line of this run. */
  begin(lines: readonly JournalLine[]): void {
    this.lines = recent([...this.lines, ...lines])
    this.page = null
  }

  add(line: JournalInterval): void {
    this.begin([line])
    this.events.send(String(line.atEpochMs))
  }

  /** Rendered when it is asked for, and once an interval. */
  async reply(): Promise<Reply> {
    this.page ??= await this.render()
    return this.page
  }

  private async render(): Promise<Reply> {
    try {
      const result = journalResult(this.lines, this.name)
      const assets = await readReportAssets({ live: true })
      const head = `${assets.head}<meta name="planner-live" content="${this.latest()}">\n`
      const body = renderHtml(result, { ...assets, head })
      return { status: 200, contentType: 'text/html; charset=utf-8', body }
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      return { ...text(503, 'no interval was observed yet'), headers: { refresh: '5' } }
    }
  }

  /** What the events say last, too: a page that shows it has nothing to catch up with. */
  private latest(): number {
    return this.lines.findLast(({ kind }) => kind === 'interval')?.atEpochMs ?? 0
  }
}

/** The last day, behind the start line that it needs. */
function recent(lines: readonly JournalLine[]): readonly JournalLine[] {
  const newest = lines.at(-1)?.atEpochMs ?? 0
  const since = lines.findIndex(
    ({ kind, atEpochMs }) => kind === 'interval' && atEpochMs > newest - DAY_MS,
  )
  const first = Math.max(since < 0 ? lines.length - 1 : since, lines.length - MOST_INTERVALS)
  if (lines[first]?.kind === 'start' || first <= 0) return lines
  const start = lines.findLast((line, i) => i < first && line.kind === 'start')
  return start === undefined ? lines.slice(first) : [start, ...lines.slice(first)]
}
