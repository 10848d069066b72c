import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConnectorError } from '../../src/connectors/connector-error.js'
import { createKubernetesConnector } from '../../src/connectors/kubernetes/connector.js'
import type { PerRole, Role } from '../../src/domain/role.js'
import { type CallFault, createMemoryCluster } from '../helpers/memory-cluster.js'

const count = fc.nat(6)
const pools = fc.record({ prefill: count, decode: count })
const role = fc.constantFrom<Role>('prefill', 'decode')
const FAULTS: readonly CallFault[] = [
  'none',
  'none',
  'none',
  'lost',
  'answer-lost',
  'answer-lost',
  'outrun',
]

/** What happens one after the other in a run. */
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('order' as const), wanted: pools }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('operate' as const),
      stuck: fc.subarray<Role>(['prefill', 'decode']),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), role, replicas: count }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lead' as const), leads: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const) }) },
)

type Happening = typeof event extends fc.Arbitrary<infer T> ? T : never

const run = fc.record({
  replicas: pools,
  gpus: fc.record({
    prefill: fc.integer({ min: 1, max: 4 }),
    decode: fc.integer({ min: 1, max: 4 }),
  }),
  hasAdapters: fc.boolean(),
  maxGpus: fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 40 })),
  events: fc.array(event, { maxLength: 20 }),
  faults: fc.infiniteStream(fc.constantFrom(...FAULTS)),
})

function connect({ api }: ReturnType<typeof createMemoryCluster>, maxGpus: number) {
  const world = { seconds: 0, leads: true }
  const connector = createKubernetesConnector({
    ...{ api, deployment: 'demo', roles: ['prefill', 'decode'], backend: 'vllm', modelName: 'm' },
    budget: { maxGpus, gpusPerReplica: { prefill: null, decode: null } },
    maxWaitSeconds: 1800,
    nowSeconds: () => world.seconds,
    secondsToWrite: () => (world.leads ? 10 : 0),
  })
  return { connector, world }
}

type Place = ReturnType<typeof connect> & {
  readonly cluster: ReturnType<typeof createMemoryCluster>
}

async function happen(one: Happening, { cluster, connector, world }: Place): Promise<void> {
  if (one.kind === 'operate') cluster.operate(one.stuck)
  else if (one.kind === 'edit') cluster.edit(one.role, one.replicas)
  else if (one.kind === 'lead') world.leads = one.leads
  else if (one.kind === 'wait') world.seconds += 1800
  else {
    await connector.apply(one.wanted).catch((error: unknown) => {
      if (!(error instanceof ConnectorError)) throw error
    })
  }
}

const gpusOf = (wanted: PerRole<number>, gpus: PerRole<number>) =>
  wanted.prefill * gpus.prefill + wanted.decode * gpus.decode

describe('orders to Kubernetes, whatever happens in between', () => {
  it('never exceed the budget, are what was wanted, and come from the leader only', async () => {
    await fc.assert(
      fc.asyncProperty(run, async ({ events, faults, maxGpus, ...start }) => {
        const cluster = createMemoryCluster(start)
        const { connector, world } = connect(cluster, maxGpus)
        cluster.fault = () => faults.next().value
        for (const one of events) {
          const before = cluster.writes.length
          await happen(one, { cluster, connector, world })
          const written = cluster.writes.slice(before)
          if (one.kind !== 'order') continue
          expect(world.leads || written.length === 0).toBe(true)
          expect(new Set(written.map((write) => write.role)).size).toBe(written.length)
          for (const write of written) {
            expect(write.replicas).toBe(one.wanted[write.role])
            const isWithin = maxGpus < 0 || write.gpusAfter <= maxGpus
            expect(isWithin || write.gpusAfter < write.gpusBefore).toBe(true)
          }
        }
      }),
      { numRuns: 20_000 },
    )
  })

  it('reach what is wanted with the first one after the last fault, when it fits the budget', async () => {
    await fc.assert(
      fc.asyncProperty(run, pools, async ({ events, faults, maxGpus, ...start }, wanted) => {
        fc.pre(maxGpus < 0 || gpusOf(wanted, start.gpus) <= maxGpus)
        const cluster = createMemoryCluster(start)
        const { connector } = connect(cluster, maxGpus)
        cluster.fault = () => faults.next().value
        for (const one of events) {
          if (one.kind === 'order') await connector.apply(one.wanted).catch(() => undefined)
        }
        cluster.fault = () => 'none'
        cluster.operate()
        await connector.apply(wanted)
        expect(cluster.ordered).toEqual(wanted)
        expect(await connector.apply(wanted)).toMatchObject({ kind: 'unchanged' })
      }),
      { numRuns: 1000 },
    )
  })
})
