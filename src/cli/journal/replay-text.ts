import type { DecisionDifference, ReplayReport } from '../../run/journal-replay.js'

/** Intervals shown; the others are counted. */
const MOST_SHOWN = 10

/** What `planner replay` prints: one line when all is the same, else what differs, field by field. */
export function replayText({ intervals, starts, differences }: ReplayReport): string {
  const all = `${plural(intervals, 'interval')} after ${plural(starts, 'start line')} replayed`
  if (differences.length === 0) return `${all}: the same decisions, byte for byte\n`
  const shown = differences.slice(0, MOST_SHOWN).map(differenceText)
  const rest = differences.length - shown.length
  return [
    `${all}: ${plural(differences.length, 'decision')} differ${differences.length === 1 ? 's' : ''}`,
    '--- journal',
    '+++ replay',
    ...shown,
    ...(rest === 0 ? [] : [`… and ${plural(rest, 'more interval')}`]),
    '',
  ].join('\n')
}

function differenceText({ index, atEpochMs, journal, replay }: DecisionDifference): string {
  const at = new Date(atEpochMs).toISOString().replace('T', ' ').slice(0, 19)
  const lines = differingFields(journal, replay).flatMap(({ path, before, after }) => [
    ...(before === undefined ? [] : [`-${path}: ${before}`]),
    ...(after === undefined ? [] : [`+${path}: ${after}`]),
  ])
  return [`@@ interval ${index}, ${at} UTC @@`, ...lines].join('\n')
}

interface Differing {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

function differingFields(before: unknown, after: unknown): Differing[] {
  const old = leaves(before)
  const fresh = leaves(after)
  const paths = [...new Set([...old.keys(), ...fresh.keys()])]
  const differing = paths
    .filter((path) => old.get(path) !== fresh.get(path))
    .map((path) => ({ path, before: old.get(path), after: fresh.get(path) }))
  // The same fields in another order are other bytes, too.
  return differing.length > 0
    ? differing
    : [{ path: 'order', before: JSON.stringify(before), after: JSON.stringify(after) }]
}

function leaves(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path, JSON.stringify(value)]])
  return new Map(
    Object.entries(value).flatMap(([key, item]) => [
      ...leaves(item, path === '' ? key : `${path}.${key}`),
    ]),
  )
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
