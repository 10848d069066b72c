import type { Role } from '../../domain/role.js'
import { describeExcess } from '../shortfall.js'
import type { Asked } from './asked.js'
import { excessPlot } from './excess-plot.js'
import type { Plot } from './plot.js'
import type { ChartSource } from './source.js'

/** Load of a pool against what its replicas can serve within the SLA targets. */
export function loadPlot(role: Role): Plot {
  return excessPlot({
    name: `${role}Load`,
    height: 108,
    wholeNumbers: false,
    hue: role,
    names: { asked: 'load', served: 'capacity' },
    columns: (source) => loadOf(source, role),
    describe: describeExcess,
  })
}

export function loadOf({ load, capacity }: ChartSource, role: Role): Asked {
  return { asked: load[role], served: capacity[role] }
}
