import type { Role } from '../../domain/role.js'
import type { Panel } from './plot.js'
import { roleLinesPlot } from './role-lines.js'
import { axisScale, scalePhrase } from './scale.js'
import type { ChartSource, Column } from './source.js'

export const correctionsPanel: Panel = {
  name: 'corrections',
  title: () => 'Correction factors',
  unit: (_, source) => `measured ÷ expected latency; 1 is as the profile says${scaleOf(source)}`,
  plots: [
    roleLinesPlot({
      name: 'corrections',
      height: 66,
      wholeNumbers: false,
      column: correctionOf,
      reference: 1,
      thinned: 'mean',
    }),
  ],
  keys: ({ roles }) => roles.map((role) => ({ text: role, hue: role, shape: 'line' })),
  isShown: hasCorrections,
  description: 'By what factor measured TTFT and ITL differed from those of the profile.',
}

function correctionOf({ felt }: ChartSource, role: Role): Column {
  return felt?.correction[role] ?? []
}

function scaleOf(source: ChartSource): string {
  const columns = source.roles.map((role) => correctionOf(source, role))
  return scalePhrase(axisScale(columns, 1))
}

function hasCorrections({ felt, roles }: ChartSource): boolean {
  return felt !== null && roles.some((role) => felt.correction[role].some((it) => it !== null))
}
