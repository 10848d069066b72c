import { attainmentPlot } from './attainment.js'
import { goodputPlot } from './goodput.js'
import type { Panel } from './plot.js'

export const slaPanel: Panel = {
  name: 'sla',
  title: () => 'SLA attainment',
  unit: (interval) => `share of requests within their targets; below, requests per ${interval}`,
  plots: [attainmentPlot, goodputPlot],
  keys: () => [
    { text: 'TTFT', hue: 'prefill', shape: 'line' },
    { text: 'ITL', hue: 'decode', shape: 'line' },
    { text: 'both', hue: 'ink', shape: 'line' },
    { text: 'missed', hue: 'alarm', shape: 'fill' },
  ],
  isShown: ({ felt }) => felt !== null,
  description:
    'Share of the requests that arrived in each interval and met their TTFT target, their ITL target, and both; below, how many missed one.',
}
