import { ROLES_OF_MODE } from '../../domain/role.js'
import type { LiveStatus, StatusInterval } from '../../run/live-status.js'
import { formatCount, formatMs, formatSi } from '../units.js'
import { latenciesOf, verdictOf } from './sla.js'
import { OUTCOME_TEXT } from './state.js'

/** One interval in one line, for where there is no terminal. The texts in it are clean. */
export function renderIntervalLine(
  interval: StatusInterval,
  { targets }: Pick<LiveStatus, 'targets'>,
): string {
  const { atEpochMs, pools, replicas, outcome, hold, missed } = interval
  const fleet = ROLES_OF_MODE[targets.mode].map((role) => {
    const wanted = pools?.[role].desired
    const from = wanted === undefined || wanted === replicas[role] ? '' : `${formatCount(wanted)}→`
    return `${role} ${from}${formatCount(replicas[role])}`
  })
  const why = [
    ...(hold === null ? [] : [`${hold.code}: ${hold.text}`]),
    ...(outcome.reason === null ? [] : [outcome.reason]),
  ]
  return [
    `${new Date(atEpochMs).toISOString().slice(0, 19)}Z`,
    ...seenParts(interval, targets),
    ...fleet,
    OUTCOME_TEXT[outcome.kind] + (why.length === 0 ? '' : ` (${why.join('; ')})`),
    ...(missed === 0 ? [] : [`${formatCount(missed)} missed before`]),
  ].join('  ')
}

function seenParts(
  { observed, forecast }: StatusInterval,
  targets: LiveStatus['targets'],
): string[] {
  const next = `next ${formatSi(forecast.requests)}`
  if (observed === null) return ['not observed', next]
  const latencies = latenciesOf(targets.mode).map(({ name, field }) => {
    const mean = observed[field]
    const verdict = verdictOf(observed, { mean, target: targets[field] })
    return `${name} ${formatMs(mean)}/${formatMs(targets[field])} ${verdict}`
  })
  return [`requests ${formatSi(observed.requests)}`, next, ...latencies]
}
