import type { Panel } from './plot.js'
import { roleLinesPlot } from './role-lines.js'

export const queuesPanel: Panel = {
  name: 'queues',
  title: () => 'Queues',
  unit: () => 'requests waiting at the end of the interval',
  plots: [
    roleLinesPlot({
      name: 'queues',
      height: 66,
      wholeNumbers: true,
      column: ({ felt }, role) => felt?.queue[role] ?? [],
      thinned: 'high',
    }),
  ],
  keys: ({ roles }) => roles.map((role) => ({ text: role, hue: role, shape: 'line' })),
  isShown: ({ felt }) => felt !== null,
  description: 'Requests that wait for prefill and for decode at the end of each interval.',
}
