import type { Sighting } from '../../domain/sighting.js'
import type { Answer, Labels, Point, Series } from './answer.js'

/** Which series are ours. */
export interface Identity {
  /** Compared ignoring case: the frontend writes its label in lower case. */
  readonly modelName: string
  readonly namespace: string
}

const MOST_NAMES = 3

export function isOurs({ labels }: Series, { modelName, namespace }: Identity): boolean {
  return (
    labels.model?.toLowerCase() === modelName.toLowerCase() && labels.dynamo_namespace === namespace
  )
}

/** Sum of our series; nothing where there is none: a counter that is not there is not a counter at 0. */
export function sumOf(answer: Answer, identity: Identity): Sighting {
  const values = valuesOf(answer, { identity, shift: 0 })
  if (values.length === 0) return { kind: 'undefined', why: nothingOurs(answer, identity) }
  if (values.some((value) => !(value >= 0) || value === Number.POSITIVE_INFINITY)) {
    return { kind: 'failed', why: `a count of ${values.find((value) => !(value >= 0)) ?? 'Inf'}` }
  }
  return { kind: 'value', value: values.reduce((a, b) => a + b, 0), series: values.length }
}

/**
 * Mean over our series, those without a request in the interval (0 ÷ 0) left out: an idle frontend says
 * nothing of latency.
 */
export function meanOf(
  answer: Answer,
  { identity, shift }: { readonly identity: Identity; readonly shift: number },
): Sighting {
  const all = valuesOf(answer, { identity, shift })
  if (all.length === 0) return { kind: 'undefined', why: nothingOurs(answer, identity) }
  const values = all.filter(Number.isFinite)
  if (values.length === 0) {
    return { kind: 'undefined', why: `${all.length} series, none with a request in the interval` }
  }
  const negative = values.find((value) => value < 0)
  if (negative !== undefined) return { kind: 'failed', why: `a mean of ${negative}` }
  const value = values.reduce((a, b) => a + b, 0) / values.length
  return { kind: 'value', value, series: values.length }
}

/**
 * A number in Prometheus's text times 10^shift, rounded once: 0.1234567 s is 123.4567 ms, not
 * 123.45670000000001.
 */
export function numberOf(text: string, shift: number): number {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  if (/nan/i.test(text)) return Number.NaN
  if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return Number(`${mantissa}e${Number(exponent) + shift}`)
}

/** The same labels in the same order give the same key, whatever order they were sent in. */
export function keyOf(labels: Labels): string {
  const pairs = Object.entries(labels).filter(([name]) => name !== '__name__')
  return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function lastOf({ points }: Series): Point | undefined {
  return points.at(-1)
}

function valuesOf(
  { series }: Answer,
  { identity, shift }: { readonly identity: Identity; readonly shift: number },
): number[] {
  return series
    .filter((one) => isOurs(one, identity))
    .flatMap((one) => {
      const point = lastOf(one)
      return point === undefined ? [] : [numberOf(point[1], shift)]
    })
}

/** What there was instead, so that a wrong name is found at once. */
function nothingOurs({ series }: Answer, { modelName, namespace }: Identity): string {
  const wanted = `no series of model '${modelName}' in namespace '${namespace}'`
  if (series.length === 0) return `${wanted}, nor of any other`
  const names = new Set(
    series.map(({ labels }) => `${labels.model ?? '?'} in ${labels.dynamo_namespace ?? '?'}`),
  )
  const shown = [...names].slice(0, MOST_NAMES).join(', ')
  return `${wanted}; there ${series.length === 1 ? 'is' : 'are'} ${shown}${names.size > MOST_NAMES ? ', …' : ''}`
}
