import type { VirtualOrder } from '../../connectors/virtual-environment.js'

/** One order as a shell can read it: `eval` of the line sets four variables. */
export function orderLine({ decisionId, replicas, isAcknowledged }: VirtualOrder): string {
  const { prefill, decode } = replicas
  return `decision=${decisionId} prefill=${prefill} decode=${decode} acknowledged=${isAcknowledged}`
}
