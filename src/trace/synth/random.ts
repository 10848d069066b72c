import { exp, ln } from './maths.js'

const WARM_UP_ROUNDS = 15

/**
 * sfc32, a small fast counting generator; source: Chris Doty-Humphrey, PractRand (public domain).
 * The same seed gives the same numbers on every platform.
 */
export class Random {
  private a: number
  private b: number
  private c = 0
  private counter = 1
  private spare: number | null = null

  /** `seed` is a whole number from 0 to 2⁵³ − 1. */
  constructor(seed: number) {
    this.a = seed | 0
    this.b = Math.floor(seed / 2 ** 32) | 0
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.bits()
  }

  /** From 0 to below 1, 53 random bits. */
  uniform(): number {
    const high = this.bits() >>> 5
    const low = this.bits() >>> 6
    return (high * 2 ** 26 + low) / 2 ** 53
  }

  /** Time to the next event of a Poisson process with this mean distance. */
  exponential(mean: number): number {
    return -mean * ln(1 - this.uniform())
  }

  /** Standard normal, by Marsaglia's polar method (1964): no sine or cosine is needed. */
  normal(): number {
    const { spare } = this
    this.spare = null
    if (spare !== null) return spare
    for (;;) {
      const x = 2 * this.uniform() - 1
      const y = 2 * this.uniform() - 1
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const scale = Math.sqrt((-2 * ln(square)) / square)
      this.spare = y * scale
      return x * scale
    }
  }

  /**
   * Lognormal with this mean and spread (standard deviation ÷ mean):
   * exp(μ + σ·z) with σ² = ln(1 + spread²) and μ = ln(mean) − σ²/2.
   */
  lognormal({ mean, spread }: { mean: number; spread: number }): number {
    const variance = ln(1 + spread * spread)
    return exp(ln(mean) - variance / 2 + Math.sqrt(variance) * this.normal())
  }

  private bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0
    return sum
  }
}
