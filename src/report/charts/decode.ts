import { fleetPlot } from './fleet.js'
import { loadPlot } from './load.js'
import type { Panel } from './plot.js'
import { poolKeys, replicaKeys } from './pool-keys.js'
import { replicasPlot } from './replicas.js'

export const decodePanel: Panel = {
  name: 'decode',
  title: () => 'Decode load against capacity',
  unit: (interval) => `output tokens per ${interval}; replicas below`,
  plots: [loadPlot('decode'), replicasPlot('decode'), fleetPlot('decode')],
  keys: () => poolKeys('decode'),
  unnamed: (source) => replicaKeys(source, 'decode'),
  isShown: ({ roles }) => roles.includes('decode'),
  description: 'Output tokens of each interval against what the decode replicas can serve.',
}
