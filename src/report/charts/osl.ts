import type { Panel } from './plot.js'
import { trafficKeys, trafficPlot, trafficTitle } from './traffic.js'

export const oslPanel: Panel = {
  name: 'osl',
  title: trafficTitle('Output length (OSL)'),
  unit: () => 'mean tokens per request',
  plots: [trafficPlot({ series: 'osl', height: 66, wholeNumbers: false })],
  keys: trafficKeys,
  description: 'Mean output tokens per request, and what was predicted; a gap is an idle interval.',
}
