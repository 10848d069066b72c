import { type PerRole, ROLES_OF_MODE } from '../../domain/role.js'
import type { LiveStatus, StatusInterval } from '../../run/live-status.js'
import { formatCount, formatDuration, MISSING } from '../units.js'
import { type Grid, gridRow, headRow } from './grid.js'
import { type Line, span } from './line.js'
import { lastOf } from './view.js'

/** What serves, what was told to, what was decided; and the GPUs of each against the budget. */
export function poolLines(status: LiveStatus, grid: Grid): readonly Line[] {
  const { intervals, targets } = status
  const last = lastOf(status)
  const seconds = Math.min(intervals.length, grid.history) * targets.intervalSeconds
  const period = seconds === 0 ? '' : `last ${formatDuration(seconds)}`
  const heads = ['POOLS', 'ready', 'wanted', 'decided', 'correction']
  return [
    headRow(grid, heads, period),
    ...ROLES_OF_MODE[targets.mode].map((role) =>
      gridRow(grid, {
        name: span(role, role),
        numbers: [
          formatCount(last?.pools?.[role].running ?? null),
          formatCount(last?.pools?.[role].desired ?? null),
          formatCount(last?.replicas[role] ?? null),
        ],
        note: span(formatFactor(last?.corrections[role] ?? null)),
        history: intervals.map(({ replicas }) => replicas[role]),
      }),
    ),
    gpuLine(status, grid),
  ]
}

function gpuLine({ intervals, targets }: LiveStatus, grid: Grid): Line {
  const { maxGpuBudget: budget } = targets
  const gpus = (pick: (interval: StatusInterval) => PerRole<number | null> | null) =>
    intervals.map((interval) => gpusOf(pick(interval), targets))
  const decided = gpus(({ replicas }) => replicas)
  const isOver = budget >= 0 && (decided.at(-1) ?? 0) > budget
  return gridRow(grid, {
    name: span('GPUs', 'plain'),
    numbers: [
      formatCount(gpus(({ pools }) => field(pools, 'running')).at(-1) ?? null),
      formatCount(gpus(({ pools }) => field(pools, 'desired')).at(-1) ?? null),
      formatCount(decided.at(-1) ?? null),
    ],
    note: span(
      budget < 0 ? 'no budget' : `${isOver ? 'OVER' : 'of'} ${formatCount(budget)}`,
      isOver ? 'alarm' : 'plain',
    ),
    history: decided,
  })
}

function gpusOf(
  replicas: PerRole<number | null> | null,
  { mode, gpusPerReplica }: LiveStatus['targets'],
): number | null {
  if (replicas === null || gpusPerReplica === null) return null
  let gpus = 0
  for (const role of ROLES_OF_MODE[mode]) {
    const count = replicas[role]
    if (count === null) return null
    gpus += count * gpusPerReplica[role]
  }
  return gpus
}

function field(pools: StatusInterval['pools'], name: 'running' | 'desired') {
  return pools === null ? null : { prefill: pools.prefill[name], decode: pools.decode[name] }
}

function formatFactor(factor: number | null): string {
  return factor === null ? MISSING : `× ${factor.toFixed(2)}`
}
