import type { Observation } from '../domain/observation.js'
import type { Fleet } from './fleet.js'
import type { Tally } from './tally.js'

/**
 * What Prometheus would have said of the time since the last observation: arrivals and their mean
 * lengths; mean TTFT of first tokens, mean gap of the other tokens, mean duration of the requests that
 * ended in it. A mean of nothing is absent.
 */
export function observe(seen: {
  readonly fleet: Fleet
  readonly tally: Tally
  readonly nowMs: number
}): Observation {
  const { fleet, tally, nowMs } = seen
  for (const worker of fleet.decode.ready) worker.settle(nowMs)
  for (const worker of fleet.decode.draining) worker.settle(nowMs)
  const { arrivals, firstTokens, gaps, finished } = tally
  const observation: Observation = {
    traffic: {
      requests: arrivals,
      isl: arrivals > 0 ? tally.islSum / arrivals : 0,
      osl: arrivals > 0 ? tally.oslSum / arrivals : 0,
    },
    ...(firstTokens > 0 ? { ttftMs: tally.ttftSumMs / firstTokens } : {}),
    ...(gaps > 0 ? { itlMs: tally.gapSumMs / gaps } : {}),
    ...(finished > 0 ? { requestDurationSeconds: tally.durationSumMs / finished / 1000 } : {}),
    roles: {
      prefill: { readyReplicas: fleet.prefill.ready.length },
      decode: { readyReplicas: fleet.decode.ready.length },
    },
  }
  tally.startInterval()
  return observation
}
