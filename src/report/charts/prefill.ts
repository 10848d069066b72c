import { loadPlot } from './load.js'
import type { Panel } from './plot.js'
import { replicasPlot } from './replicas.js'

export const prefillPanel: Panel = {
  name: 'prefill',
  title: 'Prefill load against capacity',
  unit: (interval) => `input tokens per ${interval}; replicas below`,
  plots: [loadPlot('prefill'), replicasPlot('prefill')],
  keys: [
    { text: 'load', hue: 'ink', shape: 'line' },
    { text: 'capacity, replicas', hue: 'prefill', shape: 'line' },
    { text: 'load above capacity', hue: 'alarm', shape: 'fill' },
  ],
  description: 'Input tokens of each interval against what the prefill replicas can serve.',
}
