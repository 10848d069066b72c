import { UserError } from '../../domain/user-error.js'
import { RequestRow } from '../request-row.js'
import { drawTokens, wholeMs } from './arrivals.js'
import { DueQueue } from './due-queue.js'
import type { Random } from './random.js'
import type { Shape, SynthSettings } from './shape.js'

/** Tokens of one prefix-cache block, as in the Mooncake traces. */
const BLOCK_TOKENS = 512

/**
 * Sessions of several turns. Sessions start as a Poisson process of rate ÷ turns; a session has a
 * geometric number of turns and exponential think times. The prompt of a turn is the system prompt
 * (the same for all sessions), all messages and answers so far, and a new message: so that the first
 * block ids of a request are those of the turn before. An unfilled last block has an id of its own.
 */
export const chat: Shape = {
  name: 'chat',
  summary: 'sessions of several turns, each prompt beginning with the one before (hash_ids)',
  uses: ['turns', 'thinkTime', 'systemPrompt', 'maxContext'],
  requests(settings, random) {
    const { systemPrompt, isl, maxContext } = settings
    if (systemPrompt + isl > maxContext) {
      throw new UserError(
        `--max-context is ${maxContext}; allowed: at least --system-prompt and --isl together, ${systemPrompt + isl}`,
      )
    }
    return new Chat(settings, random).requests()
  },
}

interface Session {
  /** When its next request comes, seconds. */
  readonly at: number
  /** Tokens of its prompt so far, the answers among them. */
  readonly context: number
  /** Ids of the blocks that are full. */
  readonly blocks: number[]
}

class Chat {
  private readonly row = new RequestRow()
  private readonly waiting = new DueQueue<Session>()
  private readonly systemBlocks: readonly number[]
  private nextBlock = 0

  constructor(
    private readonly settings: SynthSettings,
    private readonly random: Random,
  ) {
    const full = Math.floor(settings.systemPrompt / BLOCK_TOKENS)
    this.systemBlocks = Array.from({ length: full }, () => this.nextBlock++)
    this.row.hasBlocks = true
  }

  *requests(): Generator<RequestRow> {
    for (let start = this.nextStart(0); ; ) {
      const first = this.waiting.first()
      if (first === undefined || start < first.at) {
        const blocks = [...this.systemBlocks]
        this.waiting.push({ at: start, context: this.settings.systemPrompt, blocks })
        start = this.nextStart(start)
      } else if (this.fill(this.waiting.shift()!)) {
        yield this.row
      }
    }
  }

  private nextStart(after: number): number {
    const { rate, turns } = this.settings
    return after + this.random.exponential(turns / rate)
  }

  /** The next request of a session into the row, and the session back into the queue; false when it ends instead. */
  private fill(session: Session): boolean {
    const { settings, random, row } = this
    const isl =
      session.context + drawTokens({ mean: settings.isl, spread: settings.islSpread }, random)
    if (isl > settings.maxContext) return false
    row.arrivalMs = wholeMs(session.at)
    row.isl = isl
    row.osl = drawTokens({ mean: settings.osl, spread: settings.oslSpread }, random)
    this.fillBlocks(session.blocks)
    // Geometric with mean `turns`: after each turn the session goes on with probability 1 − 1/turns.
    if (random.uniform() >= 1 / settings.turns) {
      const at = session.at + random.exponential(settings.thinkTime)
      this.waiting.push({ at, context: isl + row.osl, blocks: session.blocks })
    }
    return true
  }

  private fillBlocks(blocks: number[]): void {
    const { row } = this
    const full = Math.floor(row.isl / BLOCK_TOKENS)
    while (blocks.length < full) blocks.push(this.nextBlock++)
    row.blockCount = 0
    for (const id of blocks) row.addBlock(id)
    if (row.isl > full * BLOCK_TOKENS) row.addBlock(this.nextBlock++)
  }
}
