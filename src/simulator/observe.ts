import type { Observation } from '../domain/observation.js'
import { type Kernel, ROLE_CODES } from './kernel-instance.js'

/**
 * What Prometheus would have said of the time since the last observation: arrivals and their mean
 * lengths; mean TTFT of first tokens, mean gap of the other tokens, mean duration of the requests that
 * ended in it. A mean of nothing is absent.
 */
export function observe(kernel: Kernel): Observation {
  kernel.settle()
  const arrivals = kernel.arrivals.value
  const firstTokens = kernel.firstTokens.value
  const gaps = kernel.gaps.value
  const finished = kernel.finished.value
  const observation: Observation = {
    traffic: {
      requests: arrivals,
      isl: arrivals > 0 ? kernel.islSum.value / arrivals : 0,
      osl: arrivals > 0 ? kernel.oslSum.value / arrivals : 0,
    },
    ...(firstTokens > 0 ? { ttftMs: kernel.ttftSumMs.value / firstTokens } : {}),
    ...(gaps > 0 ? { itlMs: kernel.gapSumMs.value / gaps } : {}),
    ...(finished > 0
      ? { requestDurationSeconds: kernel.durationSumMs.value / finished / 1000 }
      : {}),
    roles: {
      prefill: { readyReplicas: kernel.readyReplicas(ROLE_CODES.prefill) },
      decode: { readyReplicas: kernel.readyReplicas(ROLE_CODES.decode) },
    },
  }
  kernel.startInterval()
  return observation
}
