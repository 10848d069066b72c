import type { Decision, Reason, RoleSizing } from '../domain/decision.js'
import { type PerRole, ROLES_OF_MODE, type Role } from '../domain/role.js'
import type { PlannerSettings } from '../domain/settings.js'
import type { Traffic } from '../domain/traffic.js'
import { applyBudget } from './limits.js'
import { SIZING_POLICIES } from './sizing/policies.js'
import { gpusPerEngine, isTelling, type Performance } from './sizing/policy.js'
import { count, words } from './wording.js'

export interface DecisionInput {
  /** Forecast of the interval the decision is for. */
  readonly forecast: Traffic
  readonly correction: PerRole<number>
  readonly performance: Performance
  readonly settings: PlannerSettings
  /** What is already known to bear on the decision, such as a replaced forecast. */
  readonly reasons?: readonly Reason[]
}

/** Forecast → replicas with their reasons. Pure: the same input gives the same decision. */
export function decide({
  forecast,
  correction,
  performance,
  settings,
  reasons = [],
}: DecisionInput): Decision {
  const sizing: Record<Role, RoleSizing | null> = { prefill: null, decode: null }
  const wanted: Record<Role, number> = { prefill: 0, decode: 0 }
  const all: Reason[] = [...reasons]
  for (const role of ROLES_OF_MODE[settings.mode]) {
    const policy = SIZING_POLICIES[role]
    const sized = policy({
      traffic: forecast,
      performance,
      settings,
      correctionFactor: correction[role],
    })
    sizing[role] = sized.sizing
    wanted[role] = sized.sizing.unclampedReplicas
    all.push(loadReason(role, { forecast, sizing: sized.sizing, settings }), ...sized.reasons)
  }
  const limited = applyBudget(wanted, settings)
  return { forecast, replicas: limited.replicas, sizing, reasons: [...all, ...limited.reasons] }
}

function loadReason(
  role: Role,
  known: {
    readonly forecast: Traffic
    readonly sizing: RoleSizing
    readonly settings: PlannerSettings
  },
): Reason {
  const { forecast, sizing, settings } = known
  const gpus = gpusPerEngine(settings, role)
  const needed = sizing.demandTokensPerSecond / sizing.throughputPerGpu / gpus
  const tokens = role === 'prefill' ? forecast.isl : forecast.osl
  const corrected = role === 'prefill' && isTelling(Math.min(1, sizing.correctionFactor))
  const text =
    `${count(forecast.requests, 'request')} × ${words(tokens)} tokens in ${words(settings.adjustmentIntervalSeconds)} s` +
    ` is ${words(sizing.demandTokensPerSecond)} tokens/s${corrected ? ', corrected' : ''}; ÷ ${words(sizing.throughputPerGpu)} tokens/s/GPU ÷ ${count(gpus, 'GPU')}` +
    ` is ${words(needed)}: ${count(sizing.unclampedReplicas, 'replica')}`
  const raised =
    sizing.unclampedReplicas === settings.minEndpoint &&
    !(Math.ceil(needed) >= settings.minEndpoint)
  return raised
    ? { code: 'minimum', role, text: `${text}, the minimum` }
    : { code: 'load', role, text }
}
