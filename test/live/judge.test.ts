import { describe, expect, it } from 'vitest'
import { judge } from '../../src/live/judge.js'
import { FAILED, sightings, UNDEFINED } from './sightings.js'

const pools = {
  prefill: { desired: 2, running: 2 },
  decode: { desired: 3, running: null },
}
const known = { pools, maxStalenessSeconds: 60 }
const IDLE = {
  isl: UNDEFINED,
  osl: UNDEFINED,
  ttftMs: UNDEFINED,
  itlMs: UNDEFINED,
  requestDurationSeconds: UNDEFINED,
}

describe('an interval that was seen whole', () => {
  it('is an observation, with what runs where that is known', () => {
    expect(judge(sightings(), known)).toEqual({
      hold: null,
      observation: {
        traffic: { requests: 120, isl: 2000, osl: 200 },
        ttftMs: 200,
        itlMs: 20,
        requestDurationSeconds: 5,
        roles: { prefill: { readyReplicas: 2 }, decode: {} },
      },
    })
  })

  it('without a request has no means: lengths read 0, latencies are unknown', () => {
    expect(judge(sightings({ requests: 0, ...IDLE }), { ...known, pools: null })).toEqual({
      hold: null,
      observation: { traffic: { requests: 0, isl: 0, osl: 0 }, roles: { prefill: {}, decode: {} } },
    })
  })
})

describe('anything less holds', () => {
  it.each([
    ['a failed query', sightings({ osl: FAILED }), 'query-failed', 'osl: no answer: ECONNREFUSED'],
    [
      'several failed queries',
      sightings({ isl: FAILED, osl: FAILED }),
      'query-failed',
      'isl: no answer: ECONNREFUSED (and 1 more)',
    ],
    [
      'a failed query of an idle interval',
      sightings({ requests: 0, ...IDLE, isl: FAILED }),
      'query-failed',
      'isl:',
    ],
    [
      'no series to count',
      sightings({ requests: UNDEFINED, ...IDLE }),
      'undefined',
      'requests: nothing there',
    ],
    [
      'requests without a mean',
      sightings({ itlMs: UNDEFINED }),
      'undefined',
      'itlMs: nothing there',
    ],
    [
      'an answer that says it is not whole',
      sightings({}, { faults: [{ kind: 'partial', text: 'a store is away' }] }),
      'partial',
      'a store is away',
    ],
    [
      'an age that could not be asked',
      sightings(
        {},
        { freshness: null, faults: [{ kind: 'failed', text: 'age of the samples: 503' }] },
      ),
      'query-failed',
      'age of the samples: 503',
    ],
    [
      'an old sample',
      sightings({}, { freshness: { ageSeconds: 61, vanished: [] } }),
      'stale',
      'the last sample is 61.0 s old, 60 s are allowed',
    ],
    [
      'an old sample of an idle interval',
      sightings({ requests: 0, ...IDLE }, { freshness: { ageSeconds: 61, vanished: [] } }),
      'stale',
      '61.0 s',
    ],
    [
      'a target that is gone',
      sightings({}, { freshness: { ageSeconds: null, vanished: ['frontend-0'] } }),
      'vanished',
      'frontend-0',
    ],
  ] as const)('%s', (_, seen, code, text) => {
    const { hold, observation } = judge(seen, known)
    expect(observation).toBeNull()
    expect(hold).toMatchObject({ code, text: expect.stringContaining(text) })
  })
})
