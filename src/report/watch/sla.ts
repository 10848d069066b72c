import { type Mode, ROLES_OF_MODE, type Role } from '../../domain/role.js'
import type { LiveStatus, StatusLatencies } from '../../run/live-status.js'
import { formatMs } from '../units.js'
import { type Grid, gridRow, headRow } from './grid.js'
import { type Line, span } from './line.js'
import { lastOf } from './view.js'

interface Latency {
  readonly role: Role
  readonly name: string
  readonly field: keyof StatusLatencies
}

const LATENCIES: readonly Latency[] = [
  { role: 'prefill', name: 'TTFT', field: 'ttftMs' },
  { role: 'decode', name: 'ITL', field: 'itlMs' },
]

export function latenciesOf(mode: Mode): readonly Latency[] {
  return LATENCIES.filter(({ role }) => ROLES_OF_MODE[mode].includes(role))
}

/** Mean latencies of the last interval against their targets, and how often those were missed. */
export function slaLines(status: LiveStatus, grid: Grid): readonly Line[] {
  const { targets, intervals } = status
  const last = lastOf(status)
  const rows = latenciesOf(targets.mode).map(({ role, name, field }) => {
    const values = intervals.map(({ observed }) => observed?.[field] ?? null)
    const known = values.filter((value) => value !== null)
    const missed = known.filter((value) => value > targets[field])
    const mean = last?.observed?.[field] ?? null
    const verdict = verdictOf(last?.observed ?? null, { mean, target: targets[field] })
    return gridRow(grid, {
      name: span(name, role),
      numbers: [
        formatMs(mean),
        formatMs(targets[field]),
        known.length === 0 ? '–' : `${missed.length}/${known.length}`,
      ],
      note: span(verdict, verdict === 'MISSED' ? 'alarm' : 'plain'),
      history: values,
    })
  })
  return [headRow(grid, ['SLA', 'mean', 'target', 'missed', 'last']), ...rows]
}

/** A mean of no request is 0, and no target attained. */
export function verdictOf(
  observed: { readonly requests: number } | null,
  { mean, target }: { readonly mean: number | null; readonly target: number },
): 'attained' | 'MISSED' | 'idle' | 'unknown' {
  if (observed === null || mean === null) return 'unknown'
  if (observed.requests === 0) return 'idle'
  return mean > target ? 'MISSED' : 'attained'
}
