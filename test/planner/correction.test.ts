import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { correct, NEUTRAL_CORRECTION } from '../../src/planner/correction.js'
import { decide } from '../../src/planner/decide.js'
import type { Performance } from '../../src/planner/sizing/policy.js'
import { linearPerformance } from '../helpers/performance.js'
import { plannerSettings } from '../helpers/settings.js'
import { describeShared, sharedPath } from '../helpers/shared.js'
import { readPerformance } from '../helpers/shared-profile.js'

const traffic = { requests: 120, isl: 1000, osl: 200 }
const settings = plannerSettings()
const performance = linearPerformance()

describe('correct', () => {
  it('is observed TTFT over the profile TTFT, and observed ITL over the profile ITL at the observed concurrency', () => {
    // TTFT(1000) is 100 ms; 60 requests per worker × 30 s ÷ 60 s are 30 at once, ITL 10 + 30/10 = 13 ms.
    const observation = {
      traffic,
      ttftMs: 150,
      itlMs: 26,
      requestDurationSeconds: 30,
      roles: { prefill: {}, decode: { readyReplicas: 2 } },
    }
    const corrected = correct(NEUTRAL_CORRECTION, { observation, performance, settings })
    expect(corrected.prefill).toBeCloseTo(1.5, 12)
    expect(corrected.decode).toBeCloseTo(2, 12)
  })

  it('keeps the former factors when nothing was measured, no decode worker ran, or corrections are off', () => {
    const former = { prefill: 1.3, decode: 0.7 }
    const roles = { prefill: {}, decode: { readyReplicas: 0 } }
    const unmeasured = { traffic, roles }
    const idle = { traffic, itlMs: 20, requestDurationSeconds: 3, roles }
    const busy = { ...idle, ttftMs: 100, roles: { prefill: {}, decode: { readyReplicas: 1 } } }
    expect(correct(former, { observation: unmeasured, performance, settings })).toEqual(former)
    expect(correct(former, { observation: idle, performance, settings })).toEqual(former)
    const off = plannerSettings({ noCorrection: true })
    expect(correct(former, { observation: busy, performance, settings: off })).toEqual(former)
  })
})

interface Row {
  readonly observed: Readonly<
    Record<'ttft' | 'itl' | 'num_req' | 'isl' | 'osl' | 'request_duration', number>
  >
  readonly num_d_workers: number
  readonly interval: number
  readonly gpus_p: number
  readonly gpus_d: number
  readonly min_endpoint: number
  readonly ttft: number
  readonly itl: number
  readonly p_correction: number
  readonly d_correction: number
  readonly pred: readonly [number, number, number]
  readonly num_p: number
  readonly num_d: number
}

describeShared('corrections and replicas beside the established planner', () => {
  const cases = JSON.parse(
    readFileSync(sharedPath('conformance/unit/correction_replicas.json'), 'utf8'),
  ) as {
    readonly rows: readonly Row[]
    readonly edge: readonly [number, number, number, number, number, number, number][]
    readonly edge_config: Pick<
      Row,
      'interval' | 'gpus_p' | 'gpus_d' | 'min_endpoint' | 'ttft' | 'itl'
    >
  }
  let h200: Performance
  beforeAll(async () => {
    h200 = await readPerformance('data/profiles/H200_TP1P_TP1D', 'reference')
  })

  function settingsOf(row: (typeof cases)['edge_config']) {
    return plannerSettings({
      compat: 'reference',
      adjustmentIntervalSeconds: row.interval,
      prefillEngineNumGpu: row.gpus_p,
      decodeEngineNumGpu: row.gpus_d,
      minEndpoint: row.min_endpoint,
      ttftMs: row.ttft,
      itlMs: row.itl,
    })
  }

  it.each(cases.rows.map((row, i) => [i, row] as const))('observation %i', (_, row) => {
    const own = settingsOf(row)
    const { observed } = row
    const observation = {
      traffic: { requests: observed.num_req, isl: observed.isl, osl: observed.osl },
      ttftMs: observed.ttft,
      itlMs: observed.itl,
      requestDurationSeconds: observed.request_duration,
      roles: { prefill: {}, decode: { readyReplicas: row.num_d_workers } },
    }
    const correction = correct(NEUTRAL_CORRECTION, {
      observation,
      performance: h200,
      settings: own,
    })
    expectClose(correction.prefill, row.p_correction)
    expectClose(correction.decode, row.d_correction)
    const [requests, isl, osl] = row.pred
    const forecast = { requests, isl, osl }
    const { replicas } = decide({ forecast, correction, performance: h200, settings: own })
    expect([replicas.prefill, replicas.decode]).toEqual([row.num_p, row.num_d])
  })

  it.each(cases.edge)(
    'corrections %d and %d, %d requests of %d and %d tokens are %i and %i replicas',
    (...row) => {
      const [prefill, decode, requests, isl, osl, numP, numD] = row
      const own = settingsOf(cases.edge_config)
      const correction = { prefill, decode }
      const { replicas } = decide({
        forecast: { requests, isl, osl },
        correction,
        performance: h200,
        settings: own,
      })
      expect([replicas.prefill, replicas.decode]).toEqual([numP, numD])
    },
  )
})

/** Equal to 1e-9 relative; some factors are 0, and some negative where the surface is unphysical. */
function expectClose(ours: number, theirs: number): void {
  expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-9 * Math.abs(theirs))
}
