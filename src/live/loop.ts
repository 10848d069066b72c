import { setMaxListeners } from 'node:events'
import type { EnvironmentConnector } from '../connectors/environment.js'
import type { Leadership } from '../connectors/leadership.js'
import type { ApplyResult } from '../domain/apply-result.js'
import type { Hold, LiveInterval, PoolSighting } from '../domain/live-interval.js'
import type { PerRole } from '../domain/role.js'
import { held } from '../planner/held.js'
import type { Planner } from '../planner/planner.js'
import type { Clock } from './clock.js'
import { judge } from './judge.js'
import { editSince, ManualEdits } from './manual-edit.js'
import { Orders } from './orders.js'
import { readPools } from './pools.js'
import { firstTick, nextTick, type Tick } from './schedule.js'
import type { TrafficSource } from './source.js'

/** What may change from one interval to the next. */
export interface LivePlan {
  readonly planner: Planner
  readonly maxStalenessSeconds: number
  readonly manualHoldIntervals: number
  /** False: decide and publish, never act. */
  readonly acts: boolean
}

export interface LoopOptions {
  readonly clock: Clock
  readonly intervalSeconds: number
  readonly source: TrafficSource
  /** Null: there is none to read or to act on. */
  readonly environment: EnvironmentConnector | null
  /** Awaited at the end of each interval, before it is looked at: the moment for new settings. */
  readonly plan: () => Promise<LivePlan>
  /** Replicas that stand when the loop begins. */
  readonly start: PerRole<number>
  /** Look at the interval that has just passed, act once, and end. */
  readonly once: boolean
  /** Whether this process may act; asked right before it does. */
  readonly leadership: Pick<Leadership, 'isLeader' | 'term'>
  /** Awaited; told everything of an interval once its decision has been handed over. */
  readonly onInterval: (interval: LiveInterval) => Promise<void>
  /** Told of replicas that somebody else set. */
  readonly onManualEdit: (text: string) => void
  /** Aborted: ends at once, but finishes an order under way. */
  readonly signal: AbortSignal
}

/** Observe, plan, apply: at the end of each interval of a fixed schedule, until the signal aborts. */
export async function runLoop(options: LoopOptions): Promise<void> {
  const { clock, intervalSeconds, signal, once } = options
  // Every query under way listens to it; Node takes more than ten for a leak.
  setMaxListeners(0, signal)
  const schedule = { beganMs: clock.steadyMs(), intervalMs: intervalSeconds * 1000 }
  const loop = new LiveLoop(options)
  let tick = firstTick(schedule, once ? 0 : 1)
  while (!signal.aborted) {
    await clock.sleepUntil(tick.dueMs, signal)
    const interval = await loop.serve(tick)
    if (interval === null) return
    await options.onInterval(interval)
    if (once) return
    tick = nextTick(tick, schedule, clock.steadyMs())
  }
}

class LiveLoop {
  /** Replicas that stand, as far as is known. */
  private standing: PerRole<number>
  private readonly edits = new ManualEdits()
  private readonly orders: Orders
  /** Nothing outside is waited for longer, so that the next interval begins in time. */
  private readonly deadlineMs: number

  constructor(private readonly options: LoopOptions) {
    const { start, intervalSeconds } = options
    this.standing = start
    this.deadlineMs = (intervalSeconds * 1000) / 2
    const mayAct = options.leadership.isLeader
    this.orders = new Orders({ ...options, mayAct, deadlineMs: this.deadlineMs })
  }

  /** One interval; null when the signal aborted before anything was decided. */
  async serve(tick: Tick): Promise<LiveInterval | null> {
    const { clock, intervalSeconds, plan, once, signal, leadership } = this.options
    if (signal.aborted) return null
    const current = await plan()
    const atEpochMs = clock.epochMs()
    const observed = await this.observe(current).catch((error: unknown) => {
      if (signal.aborted) return null
      throw error
    })
    if (observed === null || signal.aborted) return null
    const { hold, observation } = observed
    if (observation !== null) current.planner.observe(observation)
    const planned = current.planner.decide()
    const decision =
      hold === null ? planned : held(planned, { replicas: this.standing, why: hold.text })
    const term = leadership.term()
    const outcome: ApplyResult =
      hold === null
        ? await this.order(decision.replicas, { ...observed, ...current })
        : { kind: 'held' }
    // With --once the observed interval is the one before the loop began: it is the run's first, too.
    const startSeconds = (tick.number - (once ? 0 : 1)) * intervalSeconds
    return {
      index: tick.number,
      startSeconds,
      atEpochMs,
      missed: tick.missed,
      ...observed,
      decision,
      outcome,
      term,
    }
  }

  private async observe(
    plan: LivePlan,
  ): Promise<Pick<LiveInterval, 'seen' | 'pools' | 'observation' | 'hold'>> {
    const { source, environment, clock, signal } = this.options
    const [seen, pools] = await Promise.all([
      source.read(signal),
      readPools(environment, { clock, milliseconds: this.deadlineMs, signal }),
    ])
    const { observation, hold } = judge(seen, { ...plan, pools: pools.sighting })
    const edited = pools.sighting === null ? null : this.noticeEdits(pools.sighting, plan)
    return { seen, pools: pools.sighting, observation, hold: pools.hold ?? hold ?? edited }
  }

  private noticeEdits(pools: PerRole<PoolSighting>, plan: LivePlan): Hold | null {
    this.standing = { prefill: pools.prefill.desired, decode: pools.decode.desired }
    const { edit, hold } = this.edits.look(pools, plan.manualHoldIntervals)
    if (edit !== null) this.options.onManualEdit(edit)
    return hold
  }

  private async order(
    replicas: PerRole<number>,
    { pools, acts }: { readonly pools: PerRole<PoolSighting> | null; readonly acts: boolean },
  ): Promise<ApplyResult> {
    const result = await this.orders.give(replicas, acts)
    this.edits.learn(result, replicas)
    const edit = pools === null ? null : editSince(pools, result)
    if (edit !== null) this.options.onManualEdit(edit)
    if (['applied', 'unchanged', 'advised'].includes(result.kind)) this.standing = replicas
    return result
  }
}
