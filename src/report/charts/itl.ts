import { latencyPlot, latencyUnit } from './latency.js'
import type { Panel } from './plot.js'

export const itlPanel: Panel = {
  name: 'itl',
  title: () => 'Inter-token latency (ITL) against its target',
  unit: (_, source) => latencyUnit(source, 'itl'),
  plots: [latencyPlot({ name: 'itl', role: 'decode', height: 80 })],
  keys: () => [
    { text: 'p50', hue: 'decode', shape: 'line' },
    { text: 'to p95, p99', hue: 'decode', shape: 'pale' },
    { text: 'target', hue: 'alarm', shape: 'line' },
  ],
  isShown: ({ felt }) => felt !== null,
  description: 'Median, 95th and 99th percentile of the ITL of each interval, and the target.',
}
