import type { PerRole } from '../domain/role.js'
import type { Connector } from './connector.js'

export interface MemoryConnector extends Connector {
  /** The replicas last applied. */
  readonly replicas: PerRole<number>
}

/** A connector whose environment is a variable: every decision is taken at once. */
export function createMemoryConnector(start: PerRole<number>): MemoryConnector {
  let replicas = start
  return {
    get replicas() {
      return replicas
    },
    async apply(wanted) {
      if (wanted.prefill === replicas.prefill && wanted.decode === replicas.decode)
        return { kind: 'unchanged' }
      replicas = wanted
      return { kind: 'applied' }
    },
  }
}
