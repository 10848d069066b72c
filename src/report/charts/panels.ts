import type { Role } from '../../domain/role.js'
import { decodePanel } from './decode.js'
import { gpusPanel } from './gpus.js'
import { islPanel } from './isl.js'
import { oslPanel } from './osl.js'
import type { Panel, PanelName } from './plot.js'
import { prefillPanel } from './prefill.js'
import { requestsPanel } from './requests.js'

/** The panels from top to bottom: a new chart is one file and one line here. */
export const PANELS: readonly Panel[] = [
  requestsPanel,
  islPanel,
  oslPanel,
  prefillPanel,
  decodePanel,
  gpusPanel,
]

export const PANEL_NAMES: readonly PanelName[] = PANELS.map(({ name }) => name)

/** Without the pools that were not planned, and only those asked for. */
export function panelsFor(
  roles: readonly Role[],
  names: readonly PanelName[] = PANEL_NAMES,
): readonly Panel[] {
  const unplanned = (['prefill', 'decode'] as const).filter((role) => !roles.includes(role))
  const hidden: readonly PanelName[] = unplanned
  return PANELS.filter(({ name }) => names.includes(name) && !hidden.includes(name))
}
