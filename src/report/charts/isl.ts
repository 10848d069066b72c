import type { Panel } from './plot.js'
import { TRAFFIC_KEYS, trafficPlot } from './traffic.js'

export const islPanel: Panel = {
  name: 'isl',
  title: 'Input length (ISL), actual against predicted',
  unit: () => 'mean tokens per request',
  plots: [trafficPlot({ series: 'isl', height: 84, wholeNumbers: false })],
  keys: TRAFFIC_KEYS,
  description: 'Mean input tokens per request, and what was predicted; a gap is an idle interval.',
}
