import type { Performance } from '../../src/planner/sizing/policy.js'

/**
 * An engine simple enough to calculate by hand: TTFT is a tenth of a millisecond a token and throughput
 * 10,000 tokens/s/GPU; ITL is 10 ms plus a tenth for each running request, 1,000 tokens/s/GPU at best.
 */
export function linearPerformance(): Performance {
  return {
    prefill: {
      islRange: [10, 10_000],
      at: (isl) => ({
        throughputPerGpu: 10_000,
        latencyMs: isl / 10,
        source: 'profile',
        outside: isl < 10 || isl > 10_000,
      }),
    },
    decode: {
      maxKvTokens: 100_000,
      maxContextLength: 10_000,
      at: ({ concurrency, contextLength }) => ({
        throughputPerGpu: 1000,
        latencyMs: 10 + concurrency / 10,
        source: 'profile',
        outside: contextLength > 10_000,
        kvUsage: (concurrency * contextLength) / 100_000,
        meetsTarget: true,
      }),
      best: ({ itlMs, contextLength }) => ({
        throughputPerGpu: 1000,
        latencyMs: Math.max(10, itlMs),
        source: 'profile',
        outside: contextLength > 10_000,
        kvUsage: 0.5,
        meetsTarget: itlMs >= 10,
      }),
    },
  }
}
