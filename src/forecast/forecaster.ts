import type { ProphetEngine } from './prophet-engine.js'

/** A one-step-ahead forecast of one series. `value` is finite and, but for `compat: reference`, not negative. */
export interface Forecast {
  readonly value: number
  /** Set when the method's raw answer was unusable: what it was and what stands instead, one clause. */
  readonly replaced?: string
}

/** One series, one step ahead. Methods sit one per file behind this interface; methods.ts is their table. */
export interface Forecaster {
  /** Takes the next observed value; what is no number counts as 0, zeros before the first other value are ignored. */
  observe(value: number): void
  /** The next value; asking twice changes nothing. */
  forecast(): Forecast
  /** After a warm-up: zeros before the first other value are ignored anew, the history is kept. */
  resetIdleSkip(): void
}

/** What a method may need from outside: what `files` reads, so that forecasting opens nothing. */
export interface ForecastResources {
  /** Asked only when the method is prophet. */
  readonly prophet?: () => Promise<ProphetEngine>
}
