import type { Panel } from './plot.js'
import { TRAFFIC_KEYS, trafficPlot } from './traffic.js'

export const oslPanel: Panel = {
  name: 'osl',
  title: 'Output length (OSL), actual against predicted',
  unit: () => 'mean tokens per request',
  plots: [trafficPlot({ series: 'osl', height: 84, wholeNumbers: false })],
  keys: TRAFFIC_KEYS,
  description: 'Mean output tokens per request, and what was predicted; a gap is an idle interval.',
}
