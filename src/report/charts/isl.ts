import type { Panel } from './plot.js'
import { trafficKeys, trafficPlot, trafficTitle } from './traffic.js'

export const islPanel: Panel = {
  name: 'isl',
  title: trafficTitle('Input length (ISL)'),
  unit: () => 'mean tokens per request',
  plots: [trafficPlot({ series: 'isl', height: 66, wholeNumbers: false })],
  keys: trafficKeys,
  description: 'Mean input tokens per request, and what was predicted; a gap is an idle interval.',
}
