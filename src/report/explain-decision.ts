import type { Bound, ExplainedDecision, PoolDecision } from '../run/explain/explanation.js'
import type { Result } from '../run/result.js'
import { formatCount, formatMs, formatPair, formatPlural, formatShare } from './units.js'

/** A line of an explanation: what it is about and what is to be said. */
export type ExplainLine = readonly [label: string, text: string]

const LATENCY = { prefill: 'TTFT', decode: 'ITL' } as const

/** The decision as arithmetic: forecast, one pool after the other, limits, what bound. */
export function decisionLines(decision: ExplainedDecision, result: Result): readonly ExplainLine[] {
  return [
    ...trafficLines(decision),
    ...decision.pools.flatMap((pool) => poolLines(pool, result)),
    ['GPUs', gpusText(decision)],
    ...decision.bounds.map(
      (bound, i): ExplainLine => [i === 0 ? 'Bound by' : '', boundText(bound, decision, result)],
    ),
  ]
}

function trafficLines({ planned, traffic }: ExplainedDecision): readonly ExplainLine[] {
  const names = { requests: 'requests', isl: 'ISL', osl: 'OSL' } as const
  const each = (['requests', 'isl', 'osl'] as const).map((series) => {
    const { forecast, actual } = traffic[series]
    if (!planned) return `${names[series]} ${formatExact(actual)}`
    return `${names[series]} ${formatExact(forecast)} → ${formatExact(actual)}${difference(forecast, actual)}`
  })
  return [[planned ? 'Forecast → actual' : 'Actual', each.join('; ')]]
}

/** Of the forecast: 100 forecast and 117 come are `(+17 %)`. */
function difference(forecast: number, actual: number): string {
  if (forecast === 0 || forecast === actual) return ''
  const share = actual / forecast - 1
  return ` (${share > 0 ? '+' : '−'}${formatShare(Math.abs(share))})`
}

function poolLines({ role, sizing, replicas }: PoolDecision, result: Result): ExplainLine[] {
  const label = role === 'prefill' ? 'Prefill' : 'Decode'
  if (sizing === null) return [[label, `${formatPlural(replicas, 'replica')}, not planned`]]
  const { adjustmentIntervalSeconds } = result.settings
  const { correction, tokensPerSecond, demandTokensPerSecond, wanted } = sizing
  const demand = [
    `${formatExact(sizing.requests)} requests × ${formatExact(sizing.tokensPerRequest)} ${role === 'prefill' ? 'input' : 'output'} tokens ÷ ${formatExact(adjustmentIntervalSeconds)} s = ${formatExact(tokensPerSecond)} tokens/s`,
  ]
  if (demandTokensPerSecond !== tokensPerSecond) {
    demand.push(`× correction ${formatExact(correction)} = ${formatExact(demandTokensPerSecond)}`)
  }
  const rate =
    `÷ ${formatExact(sizing.throughputPerGpu)} tokens/s/GPU ÷ ${formatPlural(sizing.gpusPerReplica, 'GPU')}` +
    ` = ${formatNeeded(sizing.needed)}, so ${formatPlural(wanted, 'replica')}`
  const point =
    role === 'decode' && sizing.targetMs !== result.settings.itlMs
      ? `at an ITL of ${formatMs(sizing.latencyMs)}; target ${formatMs(result.settings.itlMs)} ÷ correction ${formatExact(correction)} = ${formatMs(sizing.targetMs)}`
      : `at ${role === 'prefill' ? 'a' : 'an'} ${LATENCY[role]} of ${formatMs(sizing.latencyMs)}; target ${formatMs(sizing.targetMs)}`
  return [
    [label, demand.join(' ')],
    ['', `${rate} (${point})`],
  ]
}

function gpusText({ gpus, gpuBudget, pools, minEndpoint, planned }: ExplainedDecision): string {
  const replicas = pools.map(({ role, replicas: count }) => `${formatCount(count)} ${role}`)
  const budget = gpuBudget === null ? 'no budget' : `the budget is ${formatCount(gpuBudget)}`
  const wanted =
    gpus.wanted !== null && gpus.wanted !== gpus.given
      ? `${formatPlural(gpus.wanted, 'GPU')} wanted, `
      : ''
  const limits = planned
    ? `; ${budget}, the minimum ${formatPlural(minEndpoint, 'replica')} a pool`
    : ''
  return `${wanted}${formatPlural(gpus.given, 'GPU')} given: ${replicas.join(' + ')} replicas${limits}`
}

function boundText(bound: Bound, { pools }: ExplainedDecision, { settings }: Result): string {
  switch (bound.code) {
    case 'start':
      return 'the start replicas: nothing was observed yet'
    case 'fixed':
      return `the fixed fleet ${settings.fleet === null ? '' : formatPair(settings.fleet.prefill, settings.fleet.decode)}: nothing was planned`
    case 'minimum':
      return `the minimum: ${bound.role} has ${formatPlural(settings.minEndpoint, 'replica')} though the load asks for fewer`
    case 'forecast':
      return `the forecast: the traffic that came takes ${formatPlural(bound.replicasForActual, `${bound.role} replica`)} by the profile, the forecast asked for ${formatCount(pools.find(({ role }) => role === bound.role)?.sizing?.wanted ?? null)}`
    case 'start-up':
      return `start-up: ${formatCount(bound.readyAtBegin)} of ${formatPlural(pools.find(({ role }) => role === bound.role)?.replicas ?? 0, `${bound.role} replica`)} ${bound.readyAtBegin === 1 ? 'was' : 'were'} ready when the interval began; a new one takes ${startupText(settings.startupSeconds)}`
    case 'nothing':
      return 'nothing but the forecast load'
    case 'budget':
      return `the budget: ${bound.text}`
    case 'skipped':
      return `a former decision, whose replicas were still starting: this one was not carried out (${bound.text})`
    case 'held':
      return `a hold: ${bound.text}, so the replicas stayed`
    case 'failed':
      return `the environment: ${bound.text}`
    case 'correction':
      return correctionText(bound, pools)
    case 'target-unmeetable':
      return `the ${LATENCY[bound.role ?? 'prefill']} target: ${bound.text}`
  }
}

function correctionText(
  { role, without }: Extract<Bound, { readonly code: 'correction' }>,
  pools: readonly PoolDecision[],
): string {
  const { correction, wanted } = pools.find((pool) => pool.role === role)!.sizing!
  const lead = `the correction of ${role}: the ${LATENCY[role]} observed was ${formatExact(correction)} × that of the profile`
  if (without !== null) return `${lead}; without it ${formatPlural(without, 'replica')}`
  return `${lead}; without it ${formatCount(wanted)} or ${correction < 1 ? 'more' : 'fewer'}, the result does not tell how many`
}

export function startupText(startup: Result['settings']['startupSeconds']): string {
  return typeof startup === 'number'
    ? `${formatExact(startup)} s`
    : `${formatExact(startup.median)} s in the median`
}

/** With as many digits as it takes to see why it is rounded up: 10.0004 is 11 replicas, not 10. */
function formatNeeded(needed: number): string {
  for (let digits = 4; digits < 15; digits++) {
    const text = needed.toPrecision(digits)
    if (Math.ceil(Number(text)) === Math.ceil(needed)) return String(Number(text))
  }
  return String(needed)
}

/** Four significant digits below 1,000, whole numbers above: enough to follow the arithmetic by hand. */
export function formatExact(value: number): string {
  return Math.abs(value) >= 1000
    ? formatCount(Math.round(value))
    : String(Number(value.toPrecision(4)))
}
