import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../src/connectors/memory-store.js'
import { createVirtualConnector } from '../../src/connectors/virtual.js'
import { createVirtualEnvironment } from '../../src/connectors/virtual-environment.js'
import { createVirtualWorkers } from '../../src/connectors/virtual-workers.js'
import type { Role } from '../../src/domain/role.js'
import type { Backend } from '../../src/domain/settings.js'

function workers({ backend = 'vllm' as Backend, roles = ['prefill', 'decode'] as Role[] } = {}) {
  const store = createMemoryStore()
  const clock = { seconds: 0 }
  const connector = createVirtualWorkers({
    ...{ store, namespace: 'dynamo', backend, roles },
    maxWaitSeconds: 60,
    nowSeconds: () => clock.seconds,
  })
  return { store, connector, environment: createVirtualEnvironment(store, 'dynamo') }
}

function instances(...paths: readonly string[]) {
  return paths.map((path) => [`v1/instances/dynamo/${path}`, '{}'] as const)
}

describe('the pools of a virtual environment', () => {
  it('run what discovery lists, whatever was ordered', async () => {
    const { store, connector } = workers()
    await connector.apply({ prefill: 3, decode: 4 })
    await store.put(
      instances('prefill/generate/1a', 'backend/generate/2b', 'backend/generate/3c').concat(
        instances('backend/clear_kv_blocks/2b', 'backendx/generate/9', 'frontend/generate/5'),
      ),
    )
    expect(await connector.readPools()).toEqual({
      prefill: { desired: 3, running: 1, isStable: false },
      decode: { desired: 4, running: 2, isStable: false },
    })
  })

  it.each([
    ['vllm', 'backend'],
    ['sglang', 'backend'],
    ['mocker', 'backend'],
    ['trtllm', 'tensorrt_llm'],
  ] as const)('of %s decode in the component %s', async (backend, component) => {
    const { store, connector } = workers({ backend })
    await store.put(instances(`${component}/generate/7`))
    expect((await connector.readPools()).decode.running).toBe(1)
  })

  it('run what was last acknowledged where discovery lists nothing, and nobody knows before', async () => {
    const { connector, environment } = workers()
    expect((await connector.readPools()).decode).toMatchObject({ running: 0, isStable: true })
    await connector.apply({ prefill: 1, decode: 2 })
    await environment.acknowledge(0)
    expect((await connector.readPools()).decode).toMatchObject({ running: 2, isStable: true })
    await connector.apply({ prefill: 1, decode: 5 })
    expect((await connector.readPools()).decode).toEqual({
      desired: 5,
      running: 2,
      isStable: false,
    })
    const fresh = workers()
    await fresh.store.put([
      ['v1/dynamo/planner/num_decode_workers', '5'],
      ['v1/dynamo/planner/decision_id', '3'],
    ])
    expect((await fresh.connector.readPools()).decode.running).toBeNull()
  })

  it('read nothing of a pool that is not planned', async () => {
    const { connector } = workers({ roles: ['decode'] })
    await connector.apply({ prefill: 0, decode: 2 })
    expect((await connector.readPools()).prefill).toEqual({
      desired: 0,
      running: 0,
      isStable: true,
    })
  })
})

describe('a virtual environment', () => {
  it('does not take back what it said of a later decision', async () => {
    const { store, environment } = workers()
    await environment.acknowledge(5)
    await environment.acknowledge(3)
    expect(await store.get('v1/dynamo/planner/scaled_decision_id')).toBe('5')
  })
})

describe('counts that somebody else has written', () => {
  it('are named, and overridden by the next order', async () => {
    const { store, connector, environment } = workers()
    await connector.apply({ prefill: 1, decode: 2 })
    await environment.acknowledge(0)
    await store.put([['v1/dynamo/planner/num_decode_workers', '7']])
    expect(await connector.apply({ prefill: 1, decode: 3 })).toEqual({
      kind: 'applied',
      manualEdits: [{ role: 'decode', decided: 2, found: 7 }],
    })
  })
})

describe('counts that another planner has written in a term of its own', () => {
  it('are no manual edit', async () => {
    const store = createMemoryStore()
    const lead = { term: 1 }
    const connect = () =>
      createVirtualConnector({
        ...{ store, namespace: 'dynamo', maxWaitSeconds: 0, nowSeconds: () => 0 },
        term: () => lead.term,
      })
    const [one, other] = [connect(), connect()]
    await one.apply({ prefill: 1, decode: 1 })
    lead.term = 2
    await other.apply({ prefill: 2, decode: 2 })
    lead.term = 3
    expect(await one.apply({ prefill: 3, decode: 3 })).toEqual({ kind: 'applied' })
    await other.apply({ prefill: 4, decode: 4 })
    expect(await one.apply({ prefill: 5, decode: 5 })).toMatchObject({
      kind: 'applied',
      manualEdits: [{}, {}],
    })
  })
})
