import { fleetPlot } from './fleet.js'
import { loadPlot } from './load.js'
import type { Panel } from './plot.js'
import { poolKeys, replicaKeys } from './pool-keys.js'
import { replicasPlot } from './replicas.js'

export const prefillPanel: Panel = {
  name: 'prefill',
  title: () => 'Prefill load against capacity',
  unit: (interval) => `input tokens per ${interval}; replicas below`,
  plots: [loadPlot('prefill'), replicasPlot('prefill'), fleetPlot('prefill')],
  keys: () => poolKeys('prefill'),
  unnamed: (source) => replicaKeys(source, 'prefill'),
  isShown: ({ roles }) => roles.includes('prefill'),
  description: 'Input tokens of each interval against what the prefill replicas can serve.',
}
