import { formatClock } from '../../report/time.js'
import { formatCount, formatDuration, formatShare, formatSi } from '../../report/units.js'
import type { Distribution, TraceInspection } from '../../trace/inspect.js'
import { textTable } from '../profile/text-table.js'

/** A trace at a glance, for a person. */
export function inspectionText(inspection: TraceInspection): string {
  const { trace, durationSeconds, requestsPerSecond, isl, osl } = inspection
  const lines = [
    `${trace.name} (${trace.format})`,
    `${formatCount(trace.requests)} requests in ${formatDuration(durationSeconds)}${startText(trace.originEpochMs, trace.firstSeconds)}`,
    `${formatSi(requestsPerSecond.mean)} requests/s on average, ${formatSi(requestsPerSecond.busiestMinute)} requests/s in the busiest minute`,
    ...remarks(inspection),
  ]
  const table = textTable(
    ['tokens', 'mean', 'min', 'p50', 'p90', 'p99', 'max'],
    [row('ISL', isl), row('OSL', osl)],
  )
  return `${lines.join('\n')}\n\n${table}`
}

function startText(originEpochMs: number | null, firstSeconds: number): string {
  if (originEpochMs === null) return ''
  const start = Math.floor(originEpochMs / 1000 + firstSeconds) * 1000
  return `, from ${new Date(start).toISOString().slice(0, 10)} ${formatClock(start)} UTC`
}

function remarks({ trace, prefix }: TraceInspection): readonly string[] {
  const lines: string[] = []
  if (prefix !== null) {
    const { blocks, distinctBlocks, reuseShare } = prefix
    lines.push(
      `prefix reuse ${formatShare(reuseShare)}: ${formatCount(blocks)} blocks, ${formatCount(distinctBlocks)} of them distinct`,
    )
  }
  if (!trace.sorted) lines.push('not sorted by time')
  if (trace.badLines > 0) {
    lines.push(
      `${formatCount(trace.badLines)} bad lines left out, the first: ${trace.firstBadLine}`,
    )
  }
  return lines
}

function row(name: string, { mean, min, p50, p90, p99, max }: Distribution): readonly string[] {
  return [name, formatSi(mean), ...[min, p50, p90, p99, max].map(formatCount)]
}
