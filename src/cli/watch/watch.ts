import type { LostConnection } from '../../report/watch/view.js'
import type { LiveStatus } from '../../run/live-status.js'
import { terminalStyle } from '../terminal.js'
import { type Followed, followPlanner, type News } from './follow.js'
import { IntervalLines, type WatchStreams, wantsScreen } from './screen-or-lines.js'

export interface Watched extends Followed, WatchStreams {
  readonly onQuit: (key: 'q' | 'ctrl-c') => void
  /** A line beside the results. */
  readonly note: (text: string) => void
}

/** Shows a running planner until the signal aborts: a screen on a terminal, else a line an interval. */
export async function watchPlanner(watched: Watched): Promise<void> {
  const news = followPlanner(watched)
  // Before anything is drawn: an address that never answered is an error of one line.
  const { value: first } = await news.next()
  if (!first) return
  if (wantsScreen(watched)) await showScreen(watched, { first, news })
  else await printLines(watched, { first, news })
}

interface Stream {
  readonly first: News
  readonly news: AsyncGenerator<News>
}

async function showScreen(watched: Watched, { first, news }: Stream): Promise<void> {
  const { openDashboard } = await import('../../report/watch/dashboard.js')
  const shown = new Shown(watched)
  shown.take(first)
  const dashboard = openDashboard({
    ...watched,
    color: terminalStyle(watched.stdout, watched.env).color,
    view: () => shown.view(),
  })
  try {
    for await (const one of news) {
      shown.take(one)
      dashboard.draw()
    }
  } finally {
    dashboard.close()
  }
}

/** What is known of the planner, and how old it is. */
class Shown {
  private status: LiveStatus | null = null
  private takenMs = 0
  private lost: Extract<News, { kind: 'lost' }> | null = null

  constructor(private readonly watched: Pick<Watched, 'address' | 'clock'>) {}

  take(news: News): void {
    this.lost = news.kind === 'lost' ? news : null
    if (news.kind !== 'status') return
    this.status = news.status
    this.takenMs = this.watched.clock.steadyMs()
  }

  /** The planner's clock goes on between two answers; ours need not agree with it. */
  view() {
    const { address, clock } = this.watched
    const nowMs = clock.steadyMs()
    return {
      status: this.status,
      nowEpochMs: (this.status?.nowEpochMs ?? clock.epochMs()) + nowMs - this.takenMs,
      connection: { address: address.host, lost: this.lostFor(nowMs) },
      log: [],
      isStopping: false,
    }
  }

  private lostFor(nowMs: number): LostConnection | null {
    if (this.lost === null) return null
    const { why, sinceMs, retryMs } = this.lost
    return {
      why,
      forSeconds: (nowMs - sinceMs) / 1000,
      retryInSeconds: Math.max(0, retryMs - nowMs) / 1000,
    }
  }
}

async function printLines(watched: Watched, { first, news }: Stream): Promise<void> {
  const lines = new IntervalLines((line) => watched.stdout.write(line))
  let isLost = false
  const take = async (one: News) => {
    if (one.kind === 'status') {
      if (isLost) watched.note(`${watched.address.href} answers again`)
      isLost = false
      return lines.tell(one.status)
    }
    if (!isLost) watched.note(`${watched.address.href}: connection lost: ${one.why}; trying again`)
    isLost = true
  }
  await take(first)
  for await (const one of news) await take(one)
}
