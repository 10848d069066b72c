import { latencyPlot, latencyUnit } from './latency.js'
import type { Panel } from './plot.js'

export const ttftPanel: Panel = {
  name: 'ttft',
  title: () => 'Time to first token (TTFT) against its target',
  unit: (_, source) => latencyUnit(source, 'ttft'),
  plots: [latencyPlot({ name: 'ttft', role: 'prefill', height: 112 })],
  keys: () => [
    { text: 'p50', hue: 'prefill', shape: 'line' },
    { text: 'to p95, p99', hue: 'prefill', shape: 'pale' },
    { text: 'target', hue: 'alarm', shape: 'line' },
  ],
  isShown: ({ felt }) => felt !== null,
  description: 'Median, 95th and 99th percentile of the TTFT of each interval, and the target.',
}
