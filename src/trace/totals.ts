import type { RequestRow } from './request-row.js'

/** Sums and extremes over all requests, in memory that does not grow. */
export class TraceTotals {
  requests = 0
  inputTokens = 0
  outputTokens = 0
  sorted = true
  private firstMs = Number.POSITIVE_INFINITY
  private lastMs = Number.NEGATIVE_INFINITY
  private previousMs = Number.NEGATIVE_INFINITY

  add(row: RequestRow): void {
    const { arrivalMs } = row
    this.requests++
    this.inputTokens += row.isl
    this.outputTokens += row.osl
    if (arrivalMs < this.previousMs) this.sorted = false
    if (arrivalMs < this.firstMs) this.firstMs = arrivalMs
    if (arrivalMs > this.lastMs) this.lastMs = arrivalMs
    this.previousMs = arrivalMs
  }

  get firstSeconds(): number {
    return this.firstMs / 1000
  }

  get lastSeconds(): number {
    return this.lastMs / 1000
  }
}
