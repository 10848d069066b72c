import { loadPlot } from './load.js'
import type { Panel } from './plot.js'
import { replicasPlot } from './replicas.js'

export const decodePanel: Panel = {
  name: 'decode',
  title: 'Decode load against capacity',
  unit: (interval) => `output tokens per ${interval}; replicas below`,
  plots: [loadPlot('decode'), replicasPlot('decode')],
  keys: [
    { text: 'load', hue: 'ink', shape: 'line' },
    { text: 'capacity, replicas', hue: 'decode', shape: 'line' },
    { text: 'load above capacity', hue: 'alarm', shape: 'fill' },
  ],
  description: 'Output tokens of each interval against what the decode replicas can serve.',
}
