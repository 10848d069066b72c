/** The present, ms: nothing happens before it any more. */
export let nowMs: f64 = NaN

export function setNow(ms: f64): void {
  nowMs = ms
}

/** Passes the time up to then. */
export function waitUntil(ms: f64): void {
  nowMs = Math.max(nowMs, ms)
}
