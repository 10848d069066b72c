import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemoryConnector } from '../../src/connectors/memory.js'
import { createMemoryStore } from '../../src/connectors/memory-store.js'
import { createVirtualConnector } from '../../src/connectors/virtual.js'
import { createVirtualEnvironment } from '../../src/connectors/virtual-environment.js'
import type { PerRole } from '../../src/domain/role.js'

const ROOT = 'v1/dynamo/planner/'

async function connect(
  entries: Iterable<readonly [string, string]> = [],
  heldUpSeconds?: PerRole<number | null>,
) {
  const store = createMemoryStore(entries)
  const clock = { seconds: 0 }
  const connector = createVirtualConnector({
    store,
    namespace: 'dynamo',
    maxWaitSeconds: 1800,
    nowSeconds: () => clock.seconds,
    heldUpSeconds,
  })
  return { store, clock, connector, environment: createVirtualEnvironment(store, 'dynamo') }
}

describe('the virtual connector', () => {
  it('writes counts and decision id as decimal text, from id 0 upwards', async () => {
    const { store, connector, environment } = await connect()
    expect(await connector.apply({ prefill: 2, decode: 3 })).toEqual({ kind: 'applied' })
    expect(await store.get(`${ROOT}num_prefill_workers`)).toBe('2')
    expect(await store.get(`${ROOT}num_decode_workers`)).toBe('3')
    expect(await store.get(`${ROOT}decision_id`)).toBe('0')
    await environment.acknowledge(0)
    await connector.apply({ prefill: 2, decode: 4 })
    expect(await environment.order()).toMatchObject({
      decisionId: 1,
      replicas: { prefill: 2, decode: 4 },
    })
  })

  it('writes nothing when no count changes', async () => {
    const { connector, environment } = await connect()
    await connector.apply({ prefill: 2, decode: 3 })
    expect(await connector.apply({ prefill: 2, decode: 3 })).toEqual({ kind: 'unchanged' })
    expect((await environment.order())?.decisionId).toBe(0)
  })

  it('goes on with a wait that an earlier run has begun', async () => {
    const before = [
      ['decision_id', '7'],
      ['num_decode_workers', '1'],
    ] as const
    const keys = before.map(([key, value]) => [`${ROOT}${key}`, value] as const)
    const { clock, connector } = await connect(keys, { prefill: 1700, decode: null })
    clock.seconds = 99
    expect(await connector.apply({ prefill: 2, decode: 1 })).toMatchObject({ kind: 'skipped' })
    clock.seconds = 100
    expect(await connector.apply({ prefill: 2, decode: 1 })).toEqual({ kind: 'applied' })
  })

  it('skips while the last decision is not acknowledged, until the maximum wait since the first skip has passed', async () => {
    const { clock, connector, environment } = await connect()
    await connector.apply({ prefill: 1, decode: 1 })
    clock.seconds = 100
    const skipped = { kind: 'skipped', reason: 'decision 0 is not acknowledged yet' }
    expect(await connector.apply({ prefill: 2, decode: 1 })).toEqual(skipped)
    clock.seconds = 1899
    expect(await connector.apply({ prefill: 3, decode: 1 })).toEqual(skipped)
    expect((await connector.read()).isAcknowledged).toBe(false)
    clock.seconds = 1900
    expect(await connector.apply({ prefill: 4, decode: 1 })).toEqual({ kind: 'applied' })
    expect(await environment.order()).toMatchObject({
      decisionId: 1,
      replicas: { prefill: 4, decode: 1 },
    })
  })

  it('goes on from what a former planner left, unparsable counts read 0 and an unparsable id reads none', async () => {
    const former = await connect([
      [`${ROOT}num_prefill_workers`, '5'],
      [`${ROOT}num_decode_workers`, '7'],
      [`${ROOT}decision_id`, '41'],
      [`${ROOT}scaled_decision_id`, '41'],
    ])
    expect(await former.connector.apply({ prefill: 5, decode: 7 })).toEqual({ kind: 'unchanged' })
    await former.connector.apply({ prefill: 5, decode: 8 })
    expect((await former.environment.order())?.decisionId).toBe(42)
    const broken = await connect([
      [`${ROOT}num_prefill_workers`, 'many'],
      [`${ROOT}decision_id`, '1.5'],
    ])
    expect(await broken.connector.apply({ prefill: 0, decode: 0 })).toEqual({ kind: 'unchanged' })
    await broken.connector.apply({ prefill: 1, decode: 0 })
    expect((await broken.environment.order())?.decisionId).toBe(0)
  })

  it('agrees with the plain connector when every order is carried out at once', async () => {
    const replicas = fc.record({ prefill: fc.nat(9), decode: fc.nat(9) })
    await fc.assert(
      fc.asyncProperty(fc.array(replicas), async (decisions) => {
        const { connector, environment } = await connect()
        const plain = createMemoryConnector({ prefill: 0, decode: 0 })
        for (const decision of decisions) {
          expect(await connector.apply(decision)).toEqual(await plain.apply(decision))
          const order = await environment.order()
          if (order !== undefined) await environment.acknowledge(order.decisionId)
          expect(order?.replicas ?? { prefill: 0, decode: 0 }).toEqual(plain.replicas)
        }
      }),
    )
  })
})
