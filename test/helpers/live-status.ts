import type { LiveStatus, StatusInterval } from '../../src/run/live-status.js'

export const TEN_EPOCH_MS = Date.UTC(2026, 0, 5, 10)
const MINUTE_MS = 60_000

/** An interval of a minute that ended at 10:00 and so many minutes, with what a test changes. */
export function statusOfMinute(
  minute: number,
  changed: Partial<StatusInterval> = {},
): StatusInterval {
  return {
    atEpochMs: TEN_EPOCH_MS + minute * MINUTE_MS,
    missed: 0,
    observed: { requests: 1200, isl: 2000, osl: 200, ttftMs: 312, itlMs: 21 },
    pools: { prefill: { desired: 2, running: 2 }, decode: { desired: 4, running: 3 } },
    hold: null,
    forecast: { requests: 1300, isl: 2050, osl: 210 },
    replicas: { prefill: 3, decode: 4 },
    corrections: { prefill: 1.2, decode: 0.98 },
    reasons: ['prefill: 3 replicas for the load', 'decode: 4 replicas for the load'],
    outcome: { kind: 'applied', reason: null },
    ...changed,
  }
}

/** A planner that leads and has acted for some minutes. */
export function liveStatus(changed: Partial<LiveStatus> = {}): LiveStatus {
  return {
    kind: 'planner-status',
    statusVersion: 1,
    plannerVersion: '0.1.0',
    nowEpochMs: TEN_EPOCH_MS + 3 * MINUTE_MS + 12_000,
    beganEpochMs: TEN_EPOCH_MS,
    role: 'leader',
    environment: 'virtual',
    namespace: 'dynamo',
    modelName: 'llama-3.1-8b',
    journal: 'planner.jsonl',
    targets: {
      mode: 'disagg',
      intervalSeconds: 60,
      ttftMs: 500,
      itlMs: 20,
      maxGpuBudget: 8,
      gpusPerReplica: { prefill: 1, decode: 1 },
    },
    intervals: [
      statusOfMinute(1, { replicas: { prefill: 2, decode: 4 } }),
      statusOfMinute(2, { replicas: { prefill: 2, decode: 4 } }),
      statusOfMinute(3),
    ],
    ...changed,
  }
}
