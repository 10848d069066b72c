import type { PlannerSettings, SimulationSettings } from '../domain/settings.js'
import { UserError } from '../domain/user-error.js'
import type { Profile } from '../profile/profile.js'
import { createEngine, type Engine } from '../simulator/engine/engine.js'
import type { SimulatorSettings } from '../simulator/settings.js'

/** Most requests of one prefill pass, as the engines in the field have it. */
const PREFILL_MAX_REQUESTS = 256
/** Share of the KV cache that admission leaves free, as vLLM's watermark. */
const KV_WATERMARK_SHARE = 0.01

/** What one replica of each pool can do, by the profile and the settings. */
export function simulatedEngine(
  profile: Profile,
  settings: SimulationSettings & Pick<PlannerSettings, 'compat'>,
): Engine {
  const { compat, longPrompts, decodeTiming, maxNumSeqs } = settings
  const options = { compat, longPrompts, decodeTiming }
  return createEngine(profile, maxNumSeqs === null ? options : { ...options, maxNumSeqs })
}

/** How the fleet behaves, from the flat settings of a run. */
export function simulatorSettings(
  settings: SimulationSettings & PlannerSettings,
  known: {
    readonly start: SimulatorSettings['initialReplicas']
    readonly profile: Profile
    /** Instead of the settings' own. */
    readonly startup?: SimulatorSettings['startup']
  },
): SimulatorSettings {
  return {
    initialReplicas: known.start,
    gpusPerReplica: { prefill: settings.prefillEngineNumGpu, decode: settings.decodeEngineNumGpu },
    startup: known.startup ?? startupDelay(settings),
    drain: drainRule(settings),
    router: settings.router,
    prefillTokenBudget: settings.prefillTokenBudget,
    prefillMaxRequests: PREFILL_MAX_REQUESTS,
    contextTerm: !settings.noContextTerm,
    prefixCache: settings.prefixCache,
    traceBlockSize: settings.traceBlockSize,
    kvTransfer: kvTransfer(settings, known.profile),
    kvWatermarkShare: KV_WATERMARK_SHARE,
    ttftEnds: settings.ttftEnds,
  }
}

function startupDelay({ startupSeconds }: SimulationSettings): SimulatorSettings['startup'] {
  if (typeof startupSeconds === 'number') return { kind: 'constant', seconds: startupSeconds }
  return { kind: 'lognormal', medianSeconds: startupSeconds.median, sigma: startupSeconds.sigma }
}

function drainRule({ drain, killed }: SimulationSettings): SimulatorSettings['drain'] {
  if (drain === 'graceful') return { kind: 'graceful' }
  return { kind: 'kill-after', seconds: drain.killAfterSeconds, killed }
}

function kvTransfer(
  { kvTransferGbps, kvBytesPerToken }: SimulationSettings,
  profile: Profile,
): SimulatorSettings['kvTransfer'] {
  if (kvTransferGbps === null) return null
  const bytesPerToken = kvBytesPerToken ?? profile.kvBytesPerToken
  if (bytesPerToken === undefined) {
    throw new UserError(
      `--kv-transfer-gbps ${kvTransferGbps} needs the KV cache bytes of one token, which profile ${profile.name} does not say`,
      { hint: 'give --kv-bytes-per-token' },
    )
  }
  return { gigabitsPerSecond: kvTransferGbps, bytesPerToken }
}
