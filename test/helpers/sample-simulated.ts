import { type PerRole, ROLES, type Role } from '../../src/domain/role.js'
import type { DryRunSettings } from '../../src/domain/settings.js'
import type { IntervalRecord } from '../../src/run/result.js'
import type {
  Distribution,
  Served,
  SimulatedInterval,
  SimulatedSummary,
} from '../../src/run/simulated.js'

interface Play {
  readonly settings: DryRunSettings
  /** Nothing is served within 10 minutes. */
  readonly hopeless: boolean
}

const NONE: Distribution = { mean: null, p50: null, p90: null, p95: null, p99: null, max: null }

/** A made-up play of the requests: the fuller a pool, the later its tokens; pools grow a beat late. */
export function withSimulation(
  planned: readonly IntervalRecord[],
  { settings, hopeless }: Play,
): { readonly intervals: readonly IntervalRecord[]; readonly summary: SimulatedSummary } {
  const felt = planned.map((record, index) =>
    feltOf(record, { before: planned[index - 1], settings, hopeless }),
  )
  const intervals = planned.map((record, index) => ({
    ...record,
    decision: corrected(record, { index, settings }),
    simulated: felt[index] as SimulatedInterval,
  }))
  return { intervals, summary: summaryOf(intervals, settings) }
}

interface Around extends Play {
  readonly before: IntervalRecord | undefined
}

function feltOf(record: IntervalRecord, { before, settings, hopeless }: Around): SimulatedInterval {
  const { requests } = record.observed
  const seconds = settings.adjustmentIntervalSeconds
  const fleet = fleetOf(record, before)
  const fullness = {
    prefill: Math.min(1.6, record.load.prefillTokens / record.capacity.prefillTokens),
    decode: Math.min(1.6, record.load.decodeTokens / record.capacity.decodeTokens),
  }
  const ttft = hopeless ? 600_000 : 90 + 240 * fullness.prefill ** 3
  const itl = 12 + 22 * fullness.decode ** 2
  const shares = {
    ttft: hopeless ? 0 : Math.min(1, 1.25 / fullness.prefill ** 2),
    itl: Math.min(1, 1.3 / fullness.decode),
  }
  const within = Math.floor(Math.min(shares.ttft, shares.itl) * requests)
  const isIdle = requests === 0
  const share = (value: number) => (isIdle ? null : Math.floor(value * requests) / requests)
  return {
    ...fleet,
    ttftMs: isIdle ? NONE : spread(ttft),
    itlMs: isIdle ? NONE : spread(itl),
    e2eMs: isIdle ? NONE : spread(ttft + 300 * itl),
    completed: requests,
    sla: {
      ttft: share(shares.ttft),
      itl: share(shares.itl),
      both: isIdle ? null : within / requests,
    },
    goodputRequests: within,
    queue: {
      prefill: isIdle ? 0 : Math.max(0, Math.round((fullness.prefill - 1) * requests)),
      decode: isIdle ? 0 : Math.max(0, Math.round((fullness.decode - 1) * 10)),
    },
    gpuSeconds: seconds * total(ROLES, (role) => fleet.ready[role] + fleet.starting[role]),
  }
}

/** What was added since the interval before is still starting, what was taken away drains. */
function fleetOf(
  { target }: IntervalRecord,
  before: IntervalRecord | undefined,
): Pick<SimulatedInterval, 'starting' | 'ready' | 'draining'> {
  const added = (role: Role) => target[role] - (before?.target ?? target)[role]
  const per = (of: (role: Role) => number): PerRole<number> => ({
    prefill: of('prefill'),
    decode: of('decode'),
  })
  return {
    starting: per((role) => Math.max(0, added(role))),
    ready: per((role) => target[role] - Math.max(0, added(role))),
    draining: per((role) => Math.max(0, -added(role))),
  }
}

function corrected(
  { decision, observed }: IntervalRecord,
  { index, settings }: { readonly index: number; readonly settings: DryRunSettings },
): IntervalRecord['decision'] {
  const isPlanned = index > 0 && settings.fleet === null
  const factor = 0.8 + (observed.requests % 7) / 10
  const correction = isPlanned
    ? { prefill: factor, decode: 2 - factor }
    : { prefill: null, decode: null }
  return { ...decision, correction }
}

function summaryOf(
  intervals: readonly (IntervalRecord & { readonly simulated: SimulatedInterval })[],
  settings: DryRunSettings,
): SimulatedSummary {
  const requests = total(intervals, ({ observed }) => observed.requests)
  const within = total(intervals, ({ simulated }) => simulated.goodputRequests)
  const gpuHours = total(intervals, ({ simulated }) => simulated.gpuSeconds) / 3600
  const served: Served = {
    sla: {
      ttft: requests === 0 ? null : (within + 20) / requests,
      itl: requests === 0 ? null : (within + 90) / requests,
      both: requests === 0 ? null : within / requests,
    },
    withinBoth: within,
    goodput: { requestsPerSecond: within / 3540, tokensPerSecond: (within * 330) / 3540 },
    gpuHours,
    cost: settings.gpuCost === null ? null : gpuHours * settings.gpuCost,
  }
  const [first] = intervals.filter(({ observed }) => observed.requests > 0)
  return {
    ...served,
    completed: requests,
    rejected: 0,
    preempted: 0,
    killed: 0,
    ttftMs: first?.simulated.ttftMs ?? NONE,
    itlMs: first?.simulated.itlMs ?? NONE,
    e2eMs: first?.simulated.e2eMs ?? NONE,
    queueWaitMs: requests === 0 ? NONE : spread(40),
    ttftPartsMs: { queueWait: 40, prefill: 90, transfer: 0, decodeWait: 3 },
    coverage: { requests: 1, tokens: 1 },
    peakKvUsage: 0.4,
    alternatives:
      settings.fleet === null
        ? {
            perfectForesight: { ...served, gpuHours: gpuHours * 0.9 },
            bestStatic: { ...served, fleet: { prefill: 3, decode: 2 } },
          }
        : null,
  }
}

/** Quantiles of a long-tailed latency with this median. */
function spread(median: number): Distribution {
  return {
    mean: median * 1.2,
    p50: median,
    p90: median * 1.9,
    p95: median * 2.4,
    p99: median * 3.8,
    max: median * 5.1,
  }
}

function total<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0)
}
