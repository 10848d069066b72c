import type { Result } from '../run/result.js'

/** How a value is written: `share` 0..1, everything else in its unit. */
export type MetricUnit = 'share' | 'ms' | 'GPU-hours' | 'GPUs' | 'req/s' | 'count'

interface Metric {
  /** As a reader knows it. */
  readonly label: string
  readonly unit: MetricUnit
  readonly better: 'higher' | 'lower'
  /** Whether a case that names no tolerance for it is held to it: a change for the worse is a regression then. */
  readonly judged: 'always' | 'open-loop' | 'when-asked'
  /** Known only where requests were simulated. */
  readonly simulatedOnly?: true
  /** Undefined where the run does not measure it (open loop), null where nothing was there to measure. */
  readonly of: (result: Result) => number | null | undefined
}

/** One line per metric. A name keeps its meaning in every version of the baseline's schema. */
export const METRICS = {
  attainment: {
    label: 'SLA attainment',
    unit: 'share',
    better: 'higher',
    judged: 'always',
    simulatedOnly: true,
    of: ({ summary }) => summary.simulated?.sla.both,
  },
  ttftAttainment: {
    label: 'TTFT attainment',
    unit: 'share',
    better: 'higher',
    judged: 'when-asked',
    simulatedOnly: true,
    of: ({ summary }) => summary.simulated?.sla.ttft,
  },
  itlAttainment: {
    label: 'ITL attainment',
    unit: 'share',
    better: 'higher',
    judged: 'when-asked',
    simulatedOnly: true,
    of: ({ summary }) => summary.simulated?.sla.itl,
  },
  goodput: {
    label: 'goodput',
    unit: 'req/s',
    better: 'higher',
    judged: 'when-asked',
    simulatedOnly: true,
    of: ({ summary }) => summary.simulated?.goodput.requestsPerSecond,
  },
  ttftP99Ms: {
    label: 'TTFT p99',
    unit: 'ms',
    better: 'lower',
    judged: 'always',
    simulatedOnly: true,
    of: ({ summary }) => summary.simulated?.ttftMs.p99,
  },
  itlP99Ms: {
    label: 'ITL p99',
    unit: 'ms',
    better: 'lower',
    judged: 'always',
    simulatedOnly: true,
    of: ({ summary }) => summary.simulated?.itlMs.p99,
  },
  gpuHours: {
    label: 'GPU-hours',
    unit: 'GPU-hours',
    better: 'lower',
    judged: 'always',
    of: ({ summary }) => summary.simulated?.gpuHours ?? summary.gpuHours.total,
  },
  peakGpus: {
    label: 'peak GPUs',
    unit: 'GPUs',
    better: 'lower',
    judged: 'when-asked',
    of: ({ summary }) => summary.gpus.peak,
  },
  scalingActions: {
    label: 'scaling actions',
    unit: 'count',
    better: 'lower',
    judged: 'always',
    of: ({ summary }) => summary.scalingActions,
  },
  shortIntervals: {
    label: 'pool-intervals above capacity',
    unit: 'count',
    better: 'lower',
    judged: 'open-loop',
    of: ({ summary }) => summary.shortIntervals.prefill + summary.shortIntervals.decode,
  },
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof METRICS

export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[]

/** What a run measured; null where there was nothing to measure. */
export type MetricValues = Readonly<Partial<Record<MetricName, number | null>>>

export function metricsOf(result: Result): MetricValues {
  return Object.fromEntries(
    METRIC_NAMES.flatMap((name) => {
      const value = METRICS[name].of(result)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** Whether it is judged where the check file says nothing of it. */
export function isJudgedByDefault(
  name: MetricName,
  { simulated }: { simulated: boolean },
): boolean {
  const metric: Metric = METRICS[name]
  return metric.judged === 'always' || (metric.judged === 'open-loop' && !simulated)
}

export function isMeasuredOpenLoop(name: MetricName): boolean {
  const metric: Metric = METRICS[name]
  return metric.simulatedOnly !== true
}
