import type { Panel } from './plot.js'
import { TRAFFIC_KEYS, trafficPlot } from './traffic.js'

export const requestsPanel: Panel = {
  name: 'requests',
  title: 'Requests, actual against predicted',
  unit: (interval) => `per ${interval}`,
  plots: [
    trafficPlot({ series: 'requests', height: 116, wholeNumbers: true, warmupText: 'warm-up' }),
  ],
  keys: TRAFFIC_KEYS,
  description: 'Requests that arrived in each interval, and what was predicted one interval ahead.',
}
