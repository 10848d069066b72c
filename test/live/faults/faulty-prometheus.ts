import type { HttpGet, HttpReply } from '../../../src/live/prometheus/http-get.js'
import type { FakeClock } from '../fake-clock.js'
import { ASKED, OURS, type Question, reply, vector } from '../prometheus/fake-prometheus.js'
import type { Chance } from './chance.js'
import { trafficAt } from './traffic.js'

/** What a query can meet, besides an answer. */
export const QUERY_FAULTS = [
  'refused',
  'hangs',
  'late',
  '503',
  'html',
  'half a body',
  'garbage number',
  'negative',
  'NaN',
  'wrong model',
  'no series',
  'partial',
  'stale',
  'vanished',
] as const

export type QueryFault = (typeof QUERY_FAULTS)[number]

const OTHER = { ...OURS, instance: 'frontend-9' }

/** Prometheus of a day's traffic, answering after a while; faults come as `fault` says. */
export function faultyPrometheus(world: {
  readonly clock: FakeClock
  readonly chance: Chance
  /** End of the interval that is asked for, seconds. */
  readonly askedSeconds: () => number
  readonly fault: () => QueryFault | null
}): HttpGet {
  const { clock, chance } = world
  return async ({ url }) => {
    const promql = url.searchParams.get('query') ?? ''
    const question = (Object.keys(ASKED) as Question[]).find((one) => promql.includes(ASKED[one]))!
    const fault = world.fault()
    const good = answerTo(question, world.askedSeconds())
    await clock.sleepUntil(clock.steadyMs() + (fault === 'late' ? 30_000 : chance.pick([20, 80])))
    if (fault === null || fault === 'late') return vector([{ value: good }])
    return failing(fault, { question, good })
  }
}

function answerTo(question: Question, seconds: number): string {
  const { requests, isl, osl } = trafficAt(seconds)
  const mean = (value: number) => (requests === 0 ? 'NaN' : String(value))
  switch (question) {
    case 'fresh':
      return '5'
    case 'requests':
      return String(requests)
    case 'isl':
      return mean(isl)
    case 'osl':
      return mean(osl)
    case 'ttft':
      return mean(0.12)
    case 'itl':
      return mean(0.02)
    case 'duration':
      return mean(4)
  }
}

async function failing(
  fault: Exclude<QueryFault, 'late'>,
  { question, good }: { readonly question: Question; readonly good: string },
): Promise<HttpReply> {
  switch (fault) {
    case 'refused':
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    case 'hangs':
      return new Promise(() => undefined)
    case '503':
      return reply('overloaded', 503)
    case 'html':
      return reply('<html>sign in</html>')
    case 'half a body':
      return reply(vector([{ value: good }]).body.slice(0, 40))
    case 'garbage number':
      return vector([{ value: '12,5' }])
    case 'negative':
      return vector([{ value: '-1' }])
    case 'NaN':
      return vector([{ value: 'NaN' }])
    case 'wrong model':
      return vector([{ labels: { ...OURS, model: 'qwen' }, value: '7' }])
    case 'no series':
      return vector([])
    case 'partial':
      return vector([{ value: good }], ['a store is away'])
    case 'stale':
      return vector([{ value: question === 'fresh' ? '900' : 'NaN' }])
    case 'vanished':
      // A frontend that counted, and is no longer scraped.
      if (question === 'fresh') return vector([{ value: good }])
      return vector([
        { value: good },
        { labels: OTHER, value: question === 'requests' ? '3' : 'NaN' },
      ])
  }
}
