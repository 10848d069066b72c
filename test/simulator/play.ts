import type { Observation } from '../../src/domain/observation.js'
import type { PerRole } from '../../src/domain/role.js'
import type { Outcome } from '../../src/simulator/outcome.js'
import { createRandom } from '../../src/simulator/random.js'
import { createSimulator, type Simulator } from '../../src/simulator/simulator.js'
import { Naive } from './naive/naive.js'
import type { Scenario } from './scenario.js'

/** What both simulators say of a scenario, in one form. */
export interface Played {
  /** By request: status and numbers; absent when it never ended. */
  readonly outcomes: ReadonlyMap<number, Omit<Outcome, 'request'>>
  readonly observations: readonly Partial<Observation>[]
  readonly gpuSeconds: PerRole<number>
}

export function playFast(
  { requests, engine, settings, scalings, seed }: Scenario,
  check: (simulator: Simulator) => void = () => {},
): Played {
  const outcomes = new Map<number, Omit<Outcome, 'request'>>()
  const sink = { add: ({ request, ...rest }: Outcome) => void outcomes.set(request, rest) }
  const random = createRandom(seed)
  const simulator = createSimulator({ requests, engine, settings, random, sink })
  const observations: Observation[] = []
  for (const { atMs, replicas } of scalings) {
    simulator.advanceTo(atMs)
    check(simulator)
    observations.push(simulator.observe())
    simulator.scaleTo(replicas)
    check(simulator)
  }
  simulator.finish()
  check(simulator)
  observations.push(simulator.observe())
  return { outcomes, observations, gpuSeconds: simulator.gpuSeconds() }
}

export function playNaive({ requests, engine, settings, scalings, seed }: Scenario): Played {
  const naive = new Naive({ requests, engine, settings, random: createRandom(seed) })
  const observations: Partial<Observation>[] = []
  for (const { atMs, replicas } of scalings) {
    naive.run(atMs)
    observations.push(observationOf(naive))
    naive.scaleTo(replicas)
  }
  naive.run(Number.POSITIVE_INFINITY)
  observations.push(observationOf(naive))
  const outcomes = new Map<number, Omit<Outcome, 'request'>>()
  for (const { request, status, at } of naive.ended) {
    outcomes.set(request.index, {
      status: status as Outcome['status'],
      arrivalMs: request.arrival,
      isl: request.isl,
      osl: request.osl,
      queueWaitMs: request.queueEnd - request.arrival,
      prefillMs: request.passEnd - request.queueEnd,
      transferMs: request.transfer,
      decodeWaitMs: request.joined - request.passEnd - request.transfer,
      firstTokenMs: request.first,
      finishMs: at,
      preemptions: request.preemptions,
      kills: request.kills,
    })
  }
  const { prefill, decode } = settings.gpusPerReplica
  return {
    outcomes,
    observations,
    gpuSeconds: {
      prefill: (naive.gpuMs.prefill * prefill) / 1000,
      decode: (naive.gpuMs.decode * decode) / 1000,
    },
  }
}

function observationOf(naive: Naive): Partial<Observation> {
  const seen = naive.log.splice(0)
  const values = (kind: string) => seen.filter((it) => it.kind === kind).map(({ value }) => value)
  const mean = (kind: string) => {
    const all = values(kind)
    return all.reduce((sum, value) => sum + value, 0) / all.length
  }
  const count = (kind: string) => values(kind).length
  return {
    traffic: {
      requests: count('arrival'),
      isl: count('arrival') > 0 ? mean('arrival') : 0,
      osl: Number.NaN,
    },
    ...(count('ttft') > 0 ? { ttftMs: mean('ttft') } : {}),
    ...(count('gap') > 0 ? { itlMs: mean('gap') } : {}),
    ...(count('duration') > 0 ? { requestDurationSeconds: mean('duration') / 1000 } : {}),
  }
}
