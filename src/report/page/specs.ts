import type { Spec as VegaSpec } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { datasetName } from '../charts/layers.js'
import { overviewPlot } from '../charts/overview.js'
import { PANELS } from '../charts/panels.js'
import type { Panel, Plot } from '../charts/plot.js'
import {
  CLOCK_PARAM,
  chartConfig,
  FROM_PARAM,
  plotParams,
  plotSpec,
  TO_PARAM,
} from '../charts/spec.js'
import { PAGE } from '../charts/theme.js'

/** The Vega specification of each plot by its name, data and width left open. */
export type PageSpecs = Readonly<Record<string, VegaSpec>>

/** Compiles every plot for the page; run at build time, so that neither planner nor page has to. */
export function compilePageSpecs(): PageSpecs {
  const plots = PANELS.flatMap((panel) =>
    panel.plots.map((plot) => ({ plot, withTimes: isLowest(plot, panel) })),
  )
  const all = [...plots, { plot: overviewPlot, withTimes: true }]
  return Object.fromEntries(
    all.map(({ plot, withTimes }) => [plot.name, pageSpec(plot, withTimes)]),
  )
}

/** Whether it is the last plot of its panel in the runs that it is drawn of. */
function isLowest(plot: Plot, { plots }: Panel): boolean {
  const beside = plots.filter(
    ({ only }) => plot.only === undefined || only === undefined || only === plot.only,
  )
  return beside.at(-1) === plot
}

function pageSpec(plot: Plot, withTimes: boolean): VegaSpec {
  const { height, layer } = plotSpec(plot, { theme: PAGE, withTimes })
  const spec = {
    width: 100,
    height,
    autosize: 'none',
    params: [
      { name: CLOCK_PARAM, value: false },
      { name: FROM_PARAM, value: 0 },
      { name: TO_PARAM, value: 1 },
      ...plotParams(plot, { top: 1 }),
    ],
    datasets: Object.fromEntries(plot.datasets.map((name) => [datasetName(plot.name, name), []])),
    layer,
    config: chartConfig(PAGE),
  }
  return compile(spec as unknown as TopLevelSpec).spec
}
