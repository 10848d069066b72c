/** Weight of the newest value once there are a few. */
const SMOOTHING = 0.4

/**
 * The level of a series too short to fit: the running mean, and from the third value on exponential smoothing
 * (Brown 1956), which is ARIMA(0,1,1) with θ = −0.6 instead of a fitted one. 10, 20, 30: 10 → 15 → 15 + 0.4·15 = 21.
 */
export function smoothShort(values: readonly number[]): number {
  return values.reduce((level, value, i) => level + weight(i) * (value - level), 0)
}

/** 1, ½, 0.4, 0.4, … */
function weight(i: number): number {
  return Math.max(SMOOTHING, 1 / (i + 1))
}
