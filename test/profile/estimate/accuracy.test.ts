import { beforeAll, expect, it } from 'vitest'
import { decodeItlMs } from '../../../src/profile/estimate/decode.js'
import { DEFAULT_FACTORS, type Factors } from '../../../src/profile/estimate/factors.js'
import { kvBytesPerToken, planMemory } from '../../../src/profile/estimate/memory.js'
import { fitTtft, modelTtftMs } from '../../../src/profile/physical-model.js'
import { describeShared } from '../../helpers/shared.js'
import { readDocs } from './docs-rows.js'
import { type Measured, quantile, readMeasured, relativeErrors } from './measured.js'
import { SWEEP_OSL, withoutPrefillWaits } from './prefill-waits.js'

const FITTED = [
  'computeEfficiency',
  'memoryEfficiency',
  'requestMs',
  'layerMs',
  'sequenceMs',
] as const satisfies readonly (keyof Factors)[]

describeShared('estimate against measured profiles', () => {
  let measured: readonly Measured[] = []
  beforeAll(async () => {
    measured = await readMeasured()
  })

  it('the error table in docs/profiles.md is what the estimate gives', () => {
    for (const row of measured.map(tableRow)) expect(readDocs()).toContain(row)
  })

  it('so is the table of ITL without prefill waits', () => {
    for (const one of measured.slice(1)) {
      const errors = withoutPrefillWaits(one.profile.decode!, one.throughputDivisor).map(
        (sample) => decodeItlMs(one.engine, sample) / sample.itlMs - 1,
      )
      expect(readDocs()).toContain(`| ${one.title} | ${pair(errors)} |`)
    }
  })

  it('the waits found in the H100 file are its own TTFT, carried on to long prompts', () => {
    // At TP 8 one odd TTFT bends the fit.
    for (const { profile, throughputDivisor } of measured.slice(1, 3)) {
      const ttft = fitTtft(profile.prefill!)
      for (const sample of withoutPrefillWaits(profile.decode!, throughputDivisor)) {
        const isl = sample.contextLength - SWEEP_OSL / 2
        expect(sample.waitMs / modelTtftMs(ttft, isl)).toBeCloseTo(1, 1)
      }
    }
  })

  it('held-out TTFT is off by less than 20 % in the median, and ITL of a lone request too', () => {
    for (const errors of measured.slice(1).map((one) => relativeErrors(one))) {
      expect(quantile(errors.ttft, 0.5)).toBeLessThan(0.2)
      expect(quantile(errors.itlAlone, 0.5)).toBeLessThan(0.2)
    }
  })

  it('the fitted factors are, rounded, those of least squared log error on the H200 profile', () => {
    const best = refit(measured[0]!)
    for (const key of FITTED) {
      expect(DEFAULT_FACTORS[key] / best[key], key).toBeGreaterThan(0.97)
      expect(DEFAULT_FACTORS[key] / best[key], key).toBeLessThan(1.03)
    }
    expect(loss(measured[0]!, DEFAULT_FACTORS)).toBeLessThan(loss(measured[0]!, best) * 1.02)
  })

  it('the reserved memory is what the measured KV capacity of the H200 leaves', () => {
    const { engine, profile } = measured[0]!
    const plan = planMemory(engine)
    const kvCache = profile.decode!.maxKvTokens * kvBytesPerToken(engine)
    const left = plan.usable - plan.weights - plan.activations - kvCache
    expect(left / 1e9).toBeCloseTo(DEFAULT_FACTORS.reservedGB, 1)
  })
})

function tableRow(one: Measured): string {
  const errors = relativeErrors(one)
  const kv = one.ownKvTokens ? percent(Math.abs(errors.kvTokens)) : '–'
  return `| ${one.title} | ${pair(errors.ttft)} | ${pair(errors.itl)} | ${pair(errors.itlAlone)} | ${pair(errors.decodeThroughput)} | ${kv} |`
}

function pair(errors: readonly number[]): string {
  return `${percent(quantile(errors, 0.5))} / ${percent(quantile(errors, 0.9))}`
}

function percent(share: number): string {
  return (share * 100).toFixed(1)
}

function loss(one: Measured, factors: Factors): number {
  const { ttft, itl } = relativeErrors(one, factors)
  const meanSquare = (errors: readonly number[]) =>
    errors.reduce((sum, error) => sum + Math.log1p(error) ** 2, 0) / errors.length
  return meanSquare(ttft) + meanSquare(itl)
}

/** Coordinate descent in ever smaller steps: five factors, a smooth bowl. */
function refit(one: Measured): Factors {
  let best = DEFAULT_FACTORS
  let least = loss(one, best)
  for (let step = 0.1; step > 1e-4; step /= 2) {
    for (let improved = true; improved; ) {
      improved = false
      for (const key of FITTED) {
        for (const ratio of [1 + step, 1 / (1 + step)]) {
          const tried = { ...best, [key]: best[key] * ratio }
          const error = loss(one, tried)
          if (error >= least) continue
          best = tried
          least = error
          improved = true
        }
      }
    }
  }
  return best
}
