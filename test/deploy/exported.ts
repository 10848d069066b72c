import { LiveMetrics } from '../../src/live/metrics.js'
import { exactSeriesOf, groupingLabelsOf, metricsOf } from './promql.js'

const HISTOGRAM_SUFFIXES = ['_bucket', '_count', '_sum']
/** Prometheus gives them to every series of a target. */
const TARGET_LABELS = ['namespace', 'job', 'instance']

/** What a scrape brings: of a program that has just started, whose gauges have no values yet, but their names. */
const TEXT = await new LiveMetrics('1.2.3').registry.metrics()

const LABELS = new Set([...TARGET_LABELS, ...firstGroups(/(\w+)="/g)])

/** Names of series, read off the program's own registry. */
export const EXPORTED: ReadonlySet<string> = new Set(
  [...TEXT.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name, type]) =>
    (type === 'histogram' ? HISTOGRAM_SUFFIXES : ['']).map((suffix) => name + suffix),
  ),
)

/** What an expression reads that the program does not export: metrics, labels, values of labels. */
export function notExported(expression: string): readonly string[] {
  return [
    ...metricsOf(expression).filter((name) => !EXPORTED.has(name)),
    ...groupingLabelsOf(expression).filter((label) => !LABELS.has(label)),
    ...exactSeriesOf(expression).filter((series) => !TEXT.includes(`\n${series} `)),
  ]
}

function firstGroups(pattern: RegExp): string[] {
  return [...TEXT.matchAll(pattern)].map(([, group]) => group!)
}
