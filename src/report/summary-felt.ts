import type { Result } from '../run/result.js'
import type { Distribution, SimulatedSummary } from '../run/simulated.js'
import { playedFleets, unplayedFleets } from './alternatives.js'
import type { Line } from './summary-line.js'
import { padEnd } from './terminal/ink.js'
import { formatAttainment, formatCount, formatMs, formatPlural, formatSi } from './units.js'

/** What the requests felt, the number that matters first; nothing of an open-loop run. */
export function feltBlocks(result: Result): readonly (readonly Line[])[] {
  const { simulated } = result.summary
  if (simulated === undefined) return []
  return [
    [attainmentLine(result, simulated), goodputLine(simulated), ...fateLines(simulated)],
    [...latencyLines(simulated), ...coverageLines(simulated)],
    fleetLines(result),
  ]
}

function attainmentLine({ settings }: Result, { sla }: SimulatedSummary): Line {
  const ttft = `TTFT ≤ ${formatMs(settings.ttftMs)} ${formatAttainment(sla.ttft)}`
  const itl = `ITL ≤ ${formatMs(settings.itlMs)} ${formatAttainment(sla.itl)}`
  return [
    'SLA attainment',
    `${padEnd(formatAttainment(sla.both), 10)}within both: ${ttft}, ${itl}`,
    'bold',
  ]
}

function goodputLine({ goodput }: SimulatedSummary): Line {
  const { requestsPerSecond, tokensPerSecond } = goodput
  return [
    'Goodput',
    `${padEnd(`${formatSi(requestsPerSecond)}/s`, 10)}requests, ${formatSi(tokensPerSecond)} output tokens/s within both`,
  ]
}

/** Nothing where every request was served at its first attempt. */
function fateLines({ completed, rejected, killed, preempted }: SimulatedSummary): readonly Line[] {
  const others = [
    rejected > 0 ? `${formatCount(rejected)} rejected: too long for a replica` : '',
    killed > 0 ? `${formatCount(killed)} killed with their replica` : '',
    preempted > 0 ? formatPlural(preempted, 'preemption') : '',
  ].filter((text) => text !== '')
  if (others.length === 0) return []
  const isLost = rejected + killed > 0
  return [
    [
      'Served',
      `${padEnd(formatCount(completed), 10)}completed; ${others.join('; ')}`,
      isLost ? 'alarm' : undefined,
    ],
  ]
}

const COLUMNS = ['mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const
/** Six columns and the names: 10 + 6 × 9 = 64, right for 80 columns less the labels. */
const CELL = 9

function latencyLines(simulated: SimulatedSummary): readonly Line[] {
  const rows: readonly (readonly [string, Distribution])[] = [
    ['TTFT', simulated.ttftMs],
    ['ITL', simulated.itlMs],
    ['E2E', simulated.e2eMs],
    ['queue', simulated.queueWaitMs],
  ]
  const head = COLUMNS.map((name) => name.padStart(CELL)).join('')
  return [
    ['Latency', `${' '.repeat(8)}${head}`, 'muted'],
    ...rows.map(([name, values]): Line => {
      const cells = COLUMNS.map((column) => formatMs(values[column]).padStart(CELL)).join('')
      return ['', `${padEnd(name, 8)}${cells}`]
    }),
  ]
}

/** What planning is worth: one line per fleet that the requests were played through. */
function fleetLines(result: Result): readonly Line[] {
  const unplayed = unplayedFleets(result)
  if (unplayed !== undefined) return [['Compared', unplayed]]
  return playedFleets(result).map(({ name, served }, index): Line => {
    const { sla, gpuHours, cost } = served
    const money = cost === null ? '' : `, cost ${formatSi(cost)}`
    const hours = `${formatSi(gpuHours)} GPU-hours${money}`
    return [
      index === 0 ? 'Compared' : '',
      `${padEnd(name, 24)}${padEnd(formatAttainment(sla.both), 10)}${hours}`,
    ]
  })
}

function coverageLines({ coverage: { requests, tokens } }: SimulatedSummary): readonly Line[] {
  if (requests >= 1 && tokens >= 1) return []
  const shares = `${formatAttainment(requests)} of requests, ${formatAttainment(tokens)} of input tokens`
  return [['In profile', `${shares}, by their prompts`]]
}
