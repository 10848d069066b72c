import { Gauge, type Registry } from 'prom-client'
import type { LiveInterval } from '../domain/live-interval.js'
import type { PerRole } from '../domain/role.js'

/** The established planner's gauges, under its names and in its units: dashboards go on as they are. */
const GAUGES = {
  num_p_workers: 'Prefill workers that serve.',
  num_d_workers: 'Decode workers that serve.',
  observed_ttft: 'Mean TTFT of the interval, ms.',
  observed_itl: 'Mean ITL of the interval, ms.',
  observed_request_rate: 'Requests per second of the interval.',
  observed_request_duration: 'Mean request duration of the interval, s.',
  observed_isl: 'Mean input tokens of the interval.',
  observed_osl: 'Mean output tokens of the interval.',
  p_correction_factor: 'Observed TTFT over the one the profile expects.',
  d_correction_factor: 'Observed ITL over the one the profile expects.',
  predicted_request_rate: 'Requests per second forecast for the next interval.',
  predicted_isl: 'Mean input tokens forecast for the next interval.',
  predicted_osl: 'Mean output tokens forecast for the next interval.',
  predicted_num_p: 'Prefill workers decided for the next interval.',
  predicted_num_d: 'Decode workers decided for the next interval.',
  gpu_hours: 'GPU-hours of the workers that served since the start.',
} as const

type GaugeName = keyof typeof GAUGES

const UNKNOWN_AT_FIRST = (Object.keys(GAUGES) as GaugeName[]).filter((name) => name !== 'gpu_hours')

export interface ReferenceGauges {
  /** An unknown value leaves its gauge as it was: a gap is not a zero. */
  tell(
    interval: LiveInterval,
    known: {
      readonly intervalSeconds: number
      readonly gpusPerReplica: PerRole<number>
      readonly corrections: PerRole<number | null>
    },
  ): void
}

export function referenceGauges(registry: Registry): ReferenceGauges {
  const gauges = Object.fromEntries(
    Object.entries(GAUGES).map(([name, help]) => [
      name,
      new Gauge({ name: `planner:${name}`, help, registers: [registry] }),
    ]),
  ) as Record<GaugeName, Gauge>
  // A gauge begins at 0, which would be a claim: without a value it is not shown.
  for (const name of UNKNOWN_AT_FIRST) gauges[name].remove()
  const set = (name: GaugeName, value: number | null | undefined) => {
    if (value !== null && value !== undefined) gauges[name].set(value)
  }
  return {
    tell({ pools, observation, decision }, { intervalSeconds, gpusPerReplica, corrections }) {
      const { forecast, replicas } = decision
      set('num_p_workers', pools?.prefill.running)
      set('num_d_workers', pools?.decode.running)
      set('observed_ttft', observation?.ttftMs)
      set('observed_itl', observation?.itlMs)
      set('observed_request_duration', observation?.requestDurationSeconds)
      set('observed_isl', observation?.traffic.isl)
      set('observed_osl', observation?.traffic.osl)
      if (observation) {
        set('observed_request_rate', observation.traffic.requests / intervalSeconds)
      }
      set('p_correction_factor', corrections.prefill)
      set('d_correction_factor', corrections.decode)
      set('predicted_request_rate', forecast.requests / intervalSeconds)
      set('predicted_isl', forecast.isl)
      set('predicted_osl', forecast.osl)
      set('predicted_num_p', replicas.prefill)
      set('predicted_num_d', replicas.decode)
      const gpus =
        (pools?.prefill.running ?? 0) * gpusPerReplica.prefill +
        (pools?.decode.running ?? 0) * gpusPerReplica.decode
      gauges.gpu_hours.inc((gpus * intervalSeconds) / 3600)
    },
  }
}

export function correctionsOf({ decision: { sizing } }: LiveInterval): PerRole<number | null> {
  return {
    prefill: sizing.prefill?.correctionFactor ?? null,
    decode: sizing.decode?.correctionFactor ?? null,
  }
}
