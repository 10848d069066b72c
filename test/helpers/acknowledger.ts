import { setTimeout as sleep } from 'node:timers/promises'
import { createEtcdGateway } from '../../src/connectors/etcd/gateway.js'
import { createEtcdStore } from '../../src/connectors/etcd/store.js'
import { createVirtualEnvironment } from '../../src/connectors/virtual-environment.js'
import { etcdOptions } from './etcd.js'

/** An environment that carries out every order at once, until it is stopped. */
export function startAcknowledger(etcd: URL, everyMs = 20): () => Promise<void> {
  const environment = createVirtualEnvironment(
    createEtcdStore(createEtcdGateway(etcdOptions(etcd))),
    'dynamo',
  )
  let isOn = true
  async function acknowledge(): Promise<void> {
    const order = await environment.order()
    if (order && !order.isAcknowledged) await environment.acknowledge(order.decisionId)
  }
  async function work(): Promise<void> {
    while (isOn) {
      await acknowledge().catch(() => undefined)
      await sleep(everyMs)
    }
  }
  const working = work()
  return () => {
    isOn = false
    return working
  }
}
