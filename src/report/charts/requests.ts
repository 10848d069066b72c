import type { Panel } from './plot.js'
import { trafficKeys, trafficPlot, trafficTitle } from './traffic.js'

export const requestsPanel: Panel = {
  name: 'requests',
  title: trafficTitle('Requests'),
  unit: (interval) => `per ${interval}`,
  plots: [
    trafficPlot({ series: 'requests', height: 104, wholeNumbers: true, warmupText: 'warm-up' }),
  ],
  keys: trafficKeys,
  description: 'Requests that arrived in each interval, and what was predicted one interval ahead.',
}
