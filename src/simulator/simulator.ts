import type { Observation } from '../domain/observation.js'
import type { RequestColumns } from '../domain/requests.js'
import type { PerRole } from '../domain/role.js'
import { Arrivals } from './arrivals.js'
import type { StepSegment } from './engine/decode-timing.js'
import type { Engine } from './engine/engine.js'
import { instantiateKernel, type Kernel, ROLE_CODES } from './kernel-instance.js'
import { memoryError } from './kernel-memory.js'
import { observe } from './observe.js'
import type { OutcomeSink } from './outcome.js'
import { OutcomeReport } from './outcome-report.js'
import { PrefixCaches } from './prefix-caches.js'
import { PromptBlocks } from './prompt-blocks.js'
import type { Random } from './random.js'
import type { KvTransfer, RouterName, SimulatorSettings, TtftEnds } from './settings.js'
import { drawStartupMs } from './startup.js'

export interface SimulationOptions {
  /** In any order. */
  readonly requests: RequestColumns
  readonly engine: Engine
  readonly settings: SimulatorSettings
  readonly random: Random
  readonly sink: OutcomeSink
}

export interface ReplicaCounts {
  readonly starting: number
  readonly ready: number
  readonly draining: number
}

export interface QueueCounts {
  /** Requests of the role that are not in work: queued, without a ready replica, being transferred. */
  readonly waiting: number
  /** In prefill passes or decode batches. */
  readonly running: number
}

/** Requests so far; arrived = completed + rejected + killed + those in the queues. */
export interface Totals {
  readonly arrived: number
  readonly completed: number
  /** Could not run even alone on a replica. */
  readonly rejected: number
  /** Killed and not tried again. */
  readonly killed: number
  /** Times a request was killed, tried again or not. */
  readonly kills: number
  readonly preemptions: number
  readonly outputTokens: number
  /** Highest KV usage of any decode replica, 0..1. */
  readonly peakKvUsage: number
}

export interface Simulator {
  readonly nowMs: number
  /** Plays everything before a time; what happens at that very time comes after what the caller does. */
  advanceTo(ms: number): void
  /** Plays until nothing more happens. */
  finish(): void
  /** Sets how many replicas are to be starting or ready. */
  scaleTo(replicas: PerRole<number>): void
  /** What Prometheus would have said of the time since the last call. */
  observe(): Observation
  fleet(): PerRole<ReplicaCounts>
  queues(): PerRole<QueueCounts>
  /** GPU-seconds of starting, ready and draining replicas so far. */
  gpuSeconds(): PerRole<number>
  totals(): Totals
}

/** As in kernel/settings.ts. */
const ROUTER_CODES: Readonly<Record<RouterName, number>> = {
  'least-loaded': 0,
  'round-robin': 1,
  'prefix-aware': 2,
}
const TTFT_END_CODES: Readonly<Record<TtftEnds, number>> = { client: 0, prefill: 1, decode: 2 }

/**
 * Requests on a fleet of prefill and decode replicas. Outcomes go to the sink as requests end, at the latest
 * when a call returns. The event loop is kernel/, in WebAssembly; here is what it asks for and what it is told.
 * What plays or scales throws a UserError when the requests in flight need more memory than there is.
 */
export function createSimulator(options: SimulationOptions): Simulator {
  const { engine, settings } = options
  const kernel = createKernel(options)
  const ofRoles = <T>(of: (role: number) => T): PerRole<T> => ({
    prefill: of(ROLE_CODES.prefill),
    decode: of(ROLE_CODES.decode),
  })
  const play = (act: () => void) => {
    try {
      act()
    } catch (error) {
      const { memory } = kernel
      throw memoryError(error, { memory, requestsInFlight: inFlight(kernel) }) ?? error
    }
  }
  return {
    get nowMs() {
      return kernel.nowMs.value
    },
    advanceTo: (ms) =>
      play(() => {
        kernel.run(ms)
        kernel.waitUntil(ms)
      }),
    finish: () => play(() => kernel.run(Number.POSITIVE_INFINITY)),
    scaleTo: ({ prefill, decode }) => play(() => kernel.scaleFleet(prefill, decode)),
    observe: () => observe(kernel),
    fleet: () =>
      ofRoles((role) => ({
        starting: kernel.startingReplicas(role),
        ready: kernel.readyReplicas(role),
        draining: kernel.drainingReplicas(role),
      })),
    queues: () =>
      ofRoles((role) => ({
        waiting: kernel.waitingRequests(role),
        running: kernel.runningRequests(role),
      })),
    gpuSeconds() {
      const { prefill, decode } = ofRoles((role) => kernel.replicaSeconds(role))
      const { gpusPerReplica } = settings
      return { prefill: prefill * gpusPerReplica.prefill, decode: decode * gpusPerReplica.decode }
    },
    totals: () => ({
      arrived: kernel.arrived.value,
      completed: kernel.completed.value,
      rejected: kernel.rejected.value,
      killed: kernel.failed.value,
      kills: kernel.kills.value,
      preemptions: kernel.preemptions.value,
      outputTokens: kernel.outputTokens.value,
      peakKvUsage: kernel.peakKvTokens.value / engine.kvCapacityTokens,
    }),
  }
}

function inFlight({ arrived, completed, rejected, failed }: Kernel): number {
  return arrived.value - completed.value - rejected.value - failed.value
}

/** A kernel with its initial replicas, before the first event. */
function createKernel({ requests, engine, settings, random, sink }: SimulationOptions): Kernel {
  const arrivals = new Arrivals(requests)
  const report = new OutcomeReport(sink)
  const caches = createCaches(requests, engine, settings)
  const segment: StepSegment = { stepMs: 0, growthMs: 0, endTokens: 0 }
  /** A part of the kernel's memory, which moves when it grows. */
  const numbersAt = (address: number, length: number) =>
    new Float64Array(kernel.memory.buffer, address, length)
  const kernel = instantiateKernel({
    takeArrivals: () => arrivals.take(numbersAt(kernel.arrivalRows.value, arrivalNumbers)),
    giveOutcomes(count) {
      const numbers = kernel.OUTCOME_NUMBERS.value
      report.send(numbersAt(kernel.outcomeRows.value, count * numbers), numbers)
    },
    ttftMs: (tokens) => engine.prefill.ttftMs(tokens),
    locateStep(batch, kvTokens) {
      engine.decode.locate(batch, kvTokens, segment)
      return segment.stepMs
    },
    stepGrowthMs: () => segment.growthMs,
    stepEndTokens: () => segment.endTokens,
    drawStartupMs: () => drawStartupMs(settings.startup, random),
    openCache: (replicaId) => caches?.open(replicaId),
    closeCache: (replicaId) => caches?.close(replicaId),
    resizeCaches: (readyReplicas) => caches?.resize(readyReplicas),
    cachedBlocks: (replicaId, request) => caches?.match(replicaId, request) ?? 0,
    cachedTokens: (replicaId, request, roomTokens) =>
      caches?.take(replicaId, request, roomTokens) ?? 0,
    cacheBlocks: (replicaId, request) => caches?.insert(replicaId, request),
  })
  const arrivalNumbers = kernel.ARRIVALS.value * Arrivals.NUMBERS
  configure(kernel, engine, settings)
  kernel.hasPrefixCache.value = Number(caches !== null)
  kernel.begin(settings.initialReplicas.prefill, settings.initialReplicas.decode)
  return kernel
}

function configure(kernel: Kernel, engine: Engine, settings: SimulatorSettings): void {
  const { drain, kvTransfer } = settings
  kernel.isContextTerm.value = Number(settings.contextTerm)
  kernel.prefillTokenBudget.value = settings.prefillTokenBudget
  kernel.prefillMaxRequests.value = settings.prefillMaxRequests
  kernel.prefillConstantMs.value = engine.prefill.constantMs
  kernel.kvCapacityTokens.value = engine.kvCapacityTokens
  kernel.watermarkTokens.value = watermarkTokens(engine, settings)
  kernel.maxNumSeqs.value = engine.maxNumSeqs
  kernel.transferMsPerToken.value = kvTransfer === null ? 0 : transferMsPerToken(kvTransfer)
  if (drain.kind === 'kill-after') {
    kernel.killAfterMs.value = drain.seconds * 1000
    kernel.retriesKilled.value = Number(drain.killed === 'retry')
  }
  kernel.ttftEnds.value = TTFT_END_CODES[settings.ttftEnds]
  kernel.router.value = ROUTER_CODES[settings.router]
  kernel.hasStepLines.value = Number(engine.decode.isStraightBetweenNodes)
}

/** Null where prompts have no known blocks or nothing is cached. */
function createCaches(
  requests: RequestColumns,
  engine: Engine,
  { prefixCache, traceBlockSize }: SimulatorSettings,
): PrefixCaches | null {
  const { prefixBlocks } = requests
  if (prefixBlocks === undefined || prefixCache === 'off') return null
  const blocks = new PromptBlocks({ ...requests, prefixBlocks }, traceBlockSize)
  return new PrefixCaches(prefixCache, blocks, engine)
}

/** KV tokens that decode admission leaves free. */
function watermarkTokens({ kvCapacityTokens }: Engine, settings: SimulatorSettings): number {
  return Number.isFinite(kvCapacityTokens)
    ? Math.ceil(settings.kvWatermarkShare * kvCapacityTokens)
    : 0
}

/**
 * Milliseconds on the wire for each token of a prompt. Worked number: 131,072 bytes a token at 400
 * gigabits/s are 0.00262 ms, so 8,000 tokens take 21 ms.
 */
function transferMsPerToken({ bytesPerToken, gigabitsPerSecond }: KvTransfer): number {
  return (bytesPerToken * 8) / (gigabitsPerSecond * 1e6)
}
