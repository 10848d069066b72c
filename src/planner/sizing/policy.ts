import type { Reason, RoleSizing } from '../../domain/decision.js'
import type { Role } from '../../domain/role.js'
import type { PlannerSettings } from '../../domain/settings.js'
import type { Traffic } from '../../domain/traffic.js'
import type {
  DecodePerformance,
  OperatingPoint,
  PrefillPerformance,
} from '../../profile/performance.js'

/** What one engine of each pool can do. A role the profile does not hold is null. */
export interface Performance {
  readonly prefill: PrefillPerformance | null
  readonly decode: DecodePerformance | null
}

export interface SizingInput {
  /** Forecast of the next interval. */
  readonly traffic: Traffic
  readonly performance: Performance
  readonly settings: PlannerSettings
  /** Observed ÷ expected latency of the pool; 1 is neutral. */
  readonly correctionFactor: number
}

/** A pool's size with its arithmetic; reasons name what bound besides the load. */
export interface SizedRole {
  readonly sizing: RoleSizing
  readonly reasons: readonly Reason[]
}

/** How a pool is sized from a forecast: one policy per file, one line in policies.ts. */
export type SizingPolicy = (input: SizingInput) => SizedRole

/** Whether a correction is worth a word; nearer to 1 it moves no replica. */
export function isTelling(correctionFactor: number): boolean {
  return Math.abs(correctionFactor - 1) > 0.005
}

/** GPUs one replica of a role takes. */
export function gpusPerEngine(settings: PlannerSettings, role: Role): number {
  return role === 'prefill' ? settings.prefillEngineNumGpu : settings.decodeEngineNumGpu
}

/** The sizing that follows from a demand at an operating point of the engine. */
export function sizingAt(sized: {
  readonly role: Role
  readonly demandTokensPerSecond: number
  readonly point: OperatingPoint
  readonly input: SizingInput
}): RoleSizing {
  const { role, demandTokensPerSecond, point, input } = sized
  const { settings, correctionFactor } = input
  const { throughputPerGpu, source, latencyMs } = point
  const gpus = gpusPerEngine(settings, role)
  const unclampedReplicas = replicasFor({
    demandTokensPerSecond,
    throughputPerGpu,
    gpus,
    minEndpoint: settings.minEndpoint,
  })
  return {
    demandTokensPerSecond,
    correctionFactor,
    throughputPerGpu,
    throughputSource: source,
    latencyMs,
    unclampedReplicas,
  }
}

/**
 * Fewest whole replicas that carry a demand, and no fewer than the minimum.
 * Worked: 45,000 tokens/s at 20,000 tokens/s/GPU and 2 GPUs a replica is 1.125, so 2 replicas.
 */
export function replicasFor(sized: {
  readonly demandTokensPerSecond: number
  readonly throughputPerGpu: number
  readonly gpus: number
  readonly minEndpoint: number
}): number {
  const { demandTokensPerSecond, throughputPerGpu, gpus, minEndpoint } = sized
  const needed = Math.ceil(demandTokensPerSecond / throughputPerGpu / gpus)
  // 0 demand on 0 throughput is no demand; -0 would be written as "-0" by some readers.
  return Math.max(minEndpoint, Number.isNaN(needed) ? 0 : needed) + 0
}
