import type { Decision, Reason } from '../domain/decision.js'
import { type PerRole, ROLES_OF_MODE } from '../domain/role.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { TrafficSample } from '../domain/traffic.js'
import type { Planner } from '../planner/planner.js'
import type { Performance } from '../planner/sizing/policy.js'
import type { DryRunFleet } from './fleet.js'
import { intervalRecord } from './interval-record.js'
import type { IntervalRecord } from './result.js'

export interface Replay {
  readonly settings: DryRunSettings
  readonly samples: readonly TrafficSample[]
  readonly planner: Planner
  readonly fleet: DryRunFleet
  readonly performance: Performance
  readonly signal?: AbortSignal
  readonly onInterval?: (done: number, total: number) => void | Promise<void>
  /** Puts another decision in the place of the planner's: what if it had decided otherwise. */
  readonly override?: (decision: Decision, index: number) => Decision
  /** Ends the replay after an interval, when all that was to be seen has been seen. */
  readonly isEnough?: (index: number) => boolean
}

/** Interval by interval: decide from what came before, hand the decision over, serve, observe. */
export async function replay(run: Replay): Promise<IntervalRecord[]> {
  const { settings, samples, planner, fleet, performance } = run
  const records: IntervalRecord[] = []
  for (const sample of samples) {
    run.signal?.throwIfAborted()
    const own = decisionFor(sample, { settings, planner })
    const decision = run.override?.(own, sample.index) ?? own
    const reasons = await fleet.apply(decision.replicas, sample.startSeconds)
    const target = decision.replicas
    records.push(intervalRecord({ sample, decision, reasons, target, performance, settings }))
    planner.observe(fleet.serve(sample))
    await run.onInterval?.(records.length, samples.length)
    if (run.isEnough?.(sample.index)) break
  }
  return records
}

/** Replicas that stand when the trace begins. */
export function startReplicas({
  mode,
  fleet,
  startNumP,
  startNumD,
}: DryRunSettings): PerRole<number> {
  if (fleet !== null) return fleet
  const planned = ROLES_OF_MODE[mode]
  return {
    prefill: planned.includes('prefill') ? startNumP : 0,
    decode: planned.includes('decode') ? startNumD : 0,
  }
}

function decisionFor(
  sample: TrafficSample,
  { settings, planner }: { readonly settings: DryRunSettings; readonly planner: Planner },
): Decision {
  const start = startReplicas(settings)
  if (settings.fleet !== null) {
    return givenDecision(sample, start, {
      code: 'fixed',
      text: 'the fixed fleet; nothing was planned',
    })
  }
  if (sample.index > 0) return planner.decide()
  return givenDecision(sample, start, {
    code: 'start',
    text: 'the start replicas; nothing was observed yet',
  })
}

/** Replicas that were not planned; the interval's own traffic stands where a forecast would. */
export function givenDecision(
  { requests, isl, osl }: TrafficSample,
  replicas: PerRole<number>,
  reason: Reason,
): Decision {
  const sizing = { prefill: null, decode: null }
  return { forecast: { requests, isl, osl }, replicas, sizing, reasons: [reason] }
}
