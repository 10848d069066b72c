import type { EnvironmentConnector } from '../../src/connectors/environment.js'
import type { KeyValueStore } from '../../src/connectors/key-value-store.js'
import { createVirtualConnector } from '../../src/connectors/virtual.js'
import { createVirtualEnvironment } from '../../src/connectors/virtual-environment.js'
import type { Observation } from '../../src/domain/observation.js'
import type { RequestColumns } from '../../src/domain/requests.js'
import { type PerRole, ROLES } from '../../src/domain/role.js'
import type { DryRunSettings } from '../../src/domain/settings.js'
import type { TrafficSample } from '../../src/domain/traffic.js'
import type { HttpGet } from '../../src/live/prometheus/http-get.js'
import type { Profile } from '../../src/profile/profile.js'
import { simulatedEngine, simulatorSettings } from '../../src/run/simulated-engine.js'
import { createRandom } from '../../src/simulator/random.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { fakePrometheus, vector } from './prometheus/fake-prometheus.js'

export interface SimulatedWorld {
  /** Plays everything before a time; the environment then says what it has carried out. */
  advanceTo(ms: number): Promise<void>
  readonly environment: EnvironmentConnector
  /** A Prometheus that scraped the simulated frontend. */
  readonly get: HttpGet
}

/** A fleet of simulated replicas behind the virtual protocol, and what Prometheus would say of it. */
export async function createSimulatedWorld(parts: {
  readonly settings: DryRunSettings
  readonly requests: RequestColumns
  readonly samples: readonly TrafficSample[]
  readonly profile: Profile
  readonly start: PerRole<number>
  readonly store: KeyValueStore
}): Promise<SimulatedWorld> {
  const { settings, requests, samples, profile, start, store } = parts
  const intervalMs = settings.adjustmentIntervalSeconds * 1000
  const simulator = createSimulator({
    requests,
    engine: simulatedEngine(profile, settings),
    settings: simulatorSettings(settings, { start, profile }),
    random: createRandom(settings.seed),
    sink: { add: () => undefined },
  })
  const world = createVirtualEnvironment(store, 'dynamo')
  const connector = await createVirtualConnector({
    store,
    namespace: 'dynamo',
    maxWaitSeconds: 1800,
    nowSeconds: () => simulator.nowMs / 1000,
  })
  await connector.apply(start)
  let observed: { readonly atMs: number; readonly observation: Observation } | undefined

  async function acknowledge(): Promise<void> {
    const counts = simulator.fleet()
    const order = await world.order()
    if (order === undefined || ROLES.some((role) => counts[role].starting > 0)) return
    await world.acknowledge(order.decisionId)
  }

  /** Of the interval that ends now: the trace's own traffic, whatever rounding does to borders. */
  function observation(): Observation {
    if (observed?.atMs === simulator.nowMs) return observed.observation
    const index = Math.round(simulator.nowMs / intervalMs) - 1
    const { requests: count, isl, osl } = samples[index] ?? { requests: 0, isl: 0, osl: 0 }
    const seen = { ...simulator.observe(), traffic: { requests: count, isl, osl } }
    observed = { atMs: simulator.nowMs, observation: seen }
    return seen
  }

  return {
    async advanceTo(ms) {
      simulator.advanceTo(ms)
      await acknowledge()
    },
    environment: {
      readDeployment: async () => ({
        modelName: 'llama',
        gpusPerReplica: { prefill: 1, decode: 1 },
      }),
      async readPools() {
        const counts = simulator.fleet()
        const order = await world.order()
        const pool = (role: 'prefill' | 'decode') => ({
          desired: order?.replicas[role] ?? 0,
          running: counts[role].ready,
          isStable: counts[role].starting === 0,
        })
        return { prefill: pool('prefill'), decode: pool('decode') }
      },
      async apply(replicas) {
        const outcome = await connector.apply(replicas)
        const order = await world.order()
        if (outcome.kind === 'applied' && order !== undefined) simulator.scaleTo(order.replicas)
        return outcome
      },
    },
    get: fakePrometheus({
      fresh: () => vector([{ value: '0.5' }]),
      requests: () => vector([{ value: String(observation().traffic.requests) }]),
      isl: () => vector([{ value: mean(observation(), (seen) => seen.traffic.isl) }]),
      osl: () => vector([{ value: mean(observation(), (seen) => seen.traffic.osl) }]),
      ttft: () => vector([{ value: seconds(observation().ttftMs) }]),
      itl: () => vector([{ value: seconds(observation().itlMs) }]),
      duration: () =>
        vector([{ value: String(observation().requestDurationSeconds ?? Number.NaN) }]),
    }).get,
  }
}

/** A mean of nothing is 0 ÷ 0 to Prometheus. */
function mean(seen: Observation, of: (seen: Observation) => number): string {
  return seen.traffic.requests === 0 ? 'NaN' : String(of(seen))
}

/** The decimal point moved, nothing rounded. */
function seconds(ms: number | undefined): string {
  if (ms === undefined) return 'NaN'
  const [mantissa, exponent = '0'] = String(ms).split('e')
  return `${mantissa}e${Number(exponent) - 3}`
}
