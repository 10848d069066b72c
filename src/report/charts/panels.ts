import { UserError } from '../../domain/user-error.js'
import { correctionsPanel } from './corrections.js'
import { decodePanel } from './decode.js'
import { gpusPanel } from './gpus.js'
import { islPanel } from './isl.js'
import { itlPanel } from './itl.js'
import { oslPanel } from './osl.js'
import type { Panel, PanelName, Plot } from './plot.js'
import { prefillPanel } from './prefill.js'
import { queuesPanel } from './queues.js'
import { requestsPanel } from './requests.js'
import { slaPanel } from './sla.js'
import type { ChartSource } from './source.js'
import { ttftPanel } from './ttft.js'

/** The panels from top to bottom: what requests felt, then what came, then what served it. */
export const PANELS: readonly Panel[] = [
  slaPanel,
  ttftPanel,
  itlPanel,
  requestsPanel,
  islPanel,
  oslPanel,
  prefillPanel,
  decodePanel,
  queuesPanel,
  gpusPanel,
  correctionsPanel,
]

export const PANEL_NAMES: readonly PanelName[] = PANELS.map(({ name }) => name)

/**
 * The panels that a result has something for, and only those asked for.
 * @throws UserError when none of those asked for is among them
 */
export function panelsFor(
  source: ChartSource,
  names: readonly PanelName[] = PANEL_NAMES,
): readonly Panel[] {
  const shown = PANELS.filter(({ isShown }) => isShown?.(source) ?? true)
  const chosen = shown.filter(({ name }) => names.includes(name))
  if (chosen.length > 0) return chosen
  throw new UserError(`--panel ${names.join(', ')}: this result has none of them`, {
    hint: `it has ${shown.map(({ name }) => name).join(', ')}`,
  })
}

/** The plots of a panel that are drawn of this kind of run. */
export function plotsOf({ plots }: Panel, { felt }: ChartSource): readonly Plot[] {
  const kind = felt === null ? 'open-loop' : 'simulated'
  return plots.filter(({ only }) => only === undefined || only === kind)
}
