/**
 * The inner part of a method: a model of one series, free of the rules all methods share.
 * forecaster rules (NaN, idle skipping, log1p, no negative or unbounded answer) are put around it once.
 */
export interface SeriesModel {
  /** Takes the next value, finite. */
  append(value: number): void
  /** The raw one-step-ahead answer; may be any number. Asking twice changes nothing. Throws when the fit fails. */
  next(): number
}
