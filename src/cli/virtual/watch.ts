import { setTimeout as sleep } from 'node:timers/promises'
import { ConnectorError } from '../../connectors/connector-error.js'
import type { VirtualEnvironment, VirtualOrder } from '../../connectors/virtual-environment.js'

export interface Watched {
  readonly environment: VirtualEnvironment
  readonly intervalSeconds: number
  readonly signal: AbortSignal
  /** Told once when etcd stops answering, and once (null) when it answers again. */
  readonly onFailure: (error: ConnectorError | null) => void
}

/**
 * The order that waits to be carried out, if one does, and then each new one, until the signal aborts.
 * An etcd that never answered is an error; one that stops answering is waited for.
 */
export async function* watchOrders(watched: Watched): AsyncGenerator<VirtualOrder> {
  const { environment, intervalSeconds, signal } = watched
  const read = patiently(watched)
  let order = await environment.order(signal)
  if (order && !order.isAcknowledged) yield order
  for (;;) {
    await sleep(intervalSeconds * 1000, undefined, { signal }).catch(() => signal.throwIfAborted())
    const found = await read()
    if (found === 'unknown') continue
    if (found && !isSame(found, order)) yield found
    order = found
  }
}

function isSame(found: VirtualOrder, last: VirtualOrder | undefined): boolean {
  return found.decisionId === last?.decisionId
}

function patiently({ environment, signal, onFailure }: Watched) {
  let failing = false
  return async (): Promise<VirtualOrder | undefined | 'unknown'> => {
    try {
      const order = await environment.order(signal)
      if (failing) onFailure(null)
      failing = false
      return order
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      if (!failing) onFailure(error)
      failing = true
      return 'unknown'
    }
  }
}
