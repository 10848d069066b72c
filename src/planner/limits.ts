import type { Reason } from '../domain/decision.js'
import { type PerRole, ROLES_OF_MODE } from '../domain/role.js'
import type { PlannerSettings } from '../domain/settings.js'
import { gpusPerEngine } from './sizing/policy.js'
import { count, words } from './wording.js'

export interface Limited {
  readonly replicas: PerRole<number>
  readonly reasons: readonly Reason[]
}

/**
 * Fits the wanted replicas into the GPU budget (−1: none). Both pools shrink by the same share, prefill
 * rounded down first, decode given what is left; a budget below the minima means no worker at all.
 * Worked: 45 prefill × 8 GPUs + 46 decode × 2 GPUs into 64 GPUs is 6 and 8.
 */
export function applyBudget(wanted: PerRole<number>, settings: PlannerSettings): Limited {
  const budget = settings.maxGpuBudget
  const roles = ROLES_OF_MODE[settings.mode]
  const need = roles.reduce((sum, role) => sum + wanted[role] * gpusPerEngine(settings, role), 0)
  if (budget < 0 || need <= budget) return { replicas: wanted, reasons: [] }
  const least = roles.reduce(
    (sum, role) => sum + settings.minEndpoint * gpusPerEngine(settings, role),
    0,
  )
  if (budget < least) {
    const text = `the budget of ${count(budget, 'GPU')} is below the ${count(least, 'GPU')} that the minimum of ${words(settings.minEndpoint)} per pool takes; no worker may run`
    return { replicas: { prefill: 0, decode: 0 }, reasons: [{ code: 'budget', text }] }
  }
  const replicas =
    settings.mode === 'disagg'
      ? shareBudget(wanted, { need, settings })
      : cutOne(wanted, { need, settings })
  const used = roles.reduce((sum, role) => sum + replicas[role] * gpusPerEngine(settings, role), 0)
  const text = `${count(need, 'GPU')} wanted (${inWords(wanted, settings)}), the budget is ${words(budget)}: ${inWords(replicas, settings)}, ${count(used, 'GPU')}`
  return { replicas, reasons: [{ code: 'budget', text }] }
}

interface Over {
  readonly need: number
  readonly settings: PlannerSettings
}

function shareBudget(wanted: PerRole<number>, { need, settings }: Over): PerRole<number> {
  const { maxGpuBudget: budget, minEndpoint } = settings
  const gpusP = gpusPerEngine(settings, 'prefill')
  const gpusD = gpusPerEngine(settings, 'decode')
  const mostPrefill = Math.floor((budget - minEndpoint * gpusD) / gpusP)
  const prefill = Math.max(
    minEndpoint,
    Math.min(mostPrefill, Math.floor(wanted.prefill * (budget / need))),
  )
  const decode = Math.max(minEndpoint, Math.floor((budget - prefill * gpusP) / gpusD))
  if (settings.compat === 'reference' || decode <= wanted.decode) return { prefill, decode }
  // What decode did not ask for goes back to prefill, up to what that asked for.
  const left = Math.floor((budget - wanted.decode * gpusD) / gpusP)
  return { prefill: Math.min(wanted.prefill, left), decode: wanted.decode }
}

function cutOne(wanted: PerRole<number>, { need, settings }: Over): PerRole<number> {
  const role = settings.mode === 'decode' ? 'decode' : 'prefill'
  const scaled = Math.floor((wanted[role] * settings.maxGpuBudget) / need)
  return { prefill: 0, decode: 0, [role]: Math.max(settings.minEndpoint, scaled) }
}

function inWords(replicas: PerRole<number>, { mode }: PlannerSettings): string {
  return ROLES_OF_MODE[mode].map((role) => `${words(replicas[role])} ${role}`).join(' + ')
}
