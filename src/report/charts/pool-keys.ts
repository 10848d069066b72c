import type { Role } from '../../domain/role.js'
import { hasComingOrGoing } from './fleet.js'
import type { Key } from './plot.js'
import type { ChartSource } from './source.js'

export function poolKeys(role: Role): readonly Key[] {
  return [
    { text: 'load', hue: 'ink', shape: 'line' },
    { text: 'capacity, target replicas', hue: role, shape: 'line' },
    { text: 'load above capacity', hue: 'alarm', shape: 'fill' },
  ]
}

/** The states of a simulated pool's replicas, where any was ever but ready. */
export function replicaKeys(source: ChartSource, role: Role): readonly Key[] {
  if (!hasComingOrGoing(source, role)) return []
  return [
    { text: 'ready', hue: role, shape: 'fill' },
    { text: 'starting', hue: role, shape: 'pale' },
    { text: 'draining', hue: 'muted', shape: 'fill' },
  ]
}
