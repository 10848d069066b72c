import { type PerRole, ROLES_OF_MODE } from '../domain/role.js'
import type { PlannerSettings } from '../domain/settings.js'
import type { Traffic } from '../domain/traffic.js'
import { contextLength } from '../planner/sizing/decode.js'
import { gpusPerEngine, type Performance } from '../planner/sizing/policy.js'
import type { TokenLoad } from './result.js'

/** Tokens that arrived: input for prefill, output for decode. */
export function tokenLoad({ requests, isl, osl }: Traffic, { mode }: PlannerSettings): TokenLoad {
  const planned = ROLES_OF_MODE[mode]
  return {
    prefillTokens: planned.includes('prefill') ? requests * isl : 0,
    decodeTokens: planned.includes('decode') ? requests * osl : 0,
  }
}

/**
 * Tokens that the replicas can serve in one interval with both targets met, for traffic of this shape;
 * 0 when no operating point meets the target.
 * Worked: 2 prefill replicas of 1 GPU at 40,000 tokens/s/GPU in 60 s: 4,800,000 tokens.
 */
export function tokenCapacity(known: {
  readonly replicas: PerRole<number>
  readonly traffic: Traffic
  readonly performance: Performance
  readonly settings: PlannerSettings
}): TokenLoad {
  const { replicas, traffic, performance, settings } = known
  const { ttftMs, itlMs, adjustmentIntervalSeconds } = settings
  const planned = ROLES_OF_MODE[settings.mode]
  const prefill = planned.includes('prefill') ? performance.prefill?.at(traffic.isl) : undefined
  const goal = { itlMs, contextLength: contextLength(traffic) }
  const decode = planned.includes('decode') ? performance.decode?.best(goal) : undefined
  return {
    prefillTokens:
      prefill === undefined || prefill.latencyMs > ttftMs
        ? 0
        : tokens('prefill', prefill.throughputPerGpu),
    decodeTokens:
      decode === undefined || decode.latencyMs > itlMs
        ? 0
        : tokens('decode', decode.throughputPerGpu),
  }

  function tokens(role: 'prefill' | 'decode', tokensPerSecondPerGpu: number): number {
    // The reference forgets that an engine has more than one GPU.
    const gpus = settings.compat === 'reference' ? 1 : gpusPerEngine(settings, role)
    return replicas[role] * tokensPerSecondPerGpu * adjustmentIntervalSeconds * gpus
  }
}
