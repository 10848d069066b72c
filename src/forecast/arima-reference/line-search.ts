import { type Interval, nextStep, type Trial } from './line-search-step.js'

/** Sufficient decrease, curvature and interval tolerance, and the longest step, as L-BFGS-B sets them. */
const DECREASE = 1e-3
const CURVATURE = 0.9
const RELATIVE_WIDTH = 0.1
const LONGEST_STEP = 1e10
const MOST_TRIALS = 20

export interface Point {
  readonly x: readonly number[]
  readonly value: number
  readonly gradient: readonly number[]
}

/** Moré and Thuente's search along a descent direction; null where no acceptable step is found. */
export function searchLine(search: {
  readonly value: number
  readonly slope: number
  readonly firstStep: number
  /** The point at a step, and the slope along the direction there. */
  readonly at: (step: number) => { readonly point: Point; readonly slope: number }
}): { readonly point: Point; readonly step: number; readonly slope: number } | null {
  const origin: Trial = { step: 0, value: search.value, slope: search.slope }
  const wanted = DECREASE * search.slope
  let interval: Interval = { best: origin, other: origin, bracketed: false }
  let step = search.firstStep
  let limits = { least: 0, most: step + 4 * step }
  let [width, widthBefore] = [LONGEST_STEP, 2 * LONGEST_STEP]
  let firstStage = true
  for (let trials = 0; trials < MOST_TRIALS; trials++) {
    const { point, slope } = search.at(step)
    const trial: Trial = { step, value: point.value, slope }
    const enough = search.value + step * wanted
    if (firstStage && trial.value <= enough && slope >= 0) firstStage = false
    const done = trial.value <= enough && Math.abs(slope) <= CURVATURE * -search.slope
    if (done || exhausted({ interval, trial, limits, enough, wanted }))
      return { point, step, slope }
    // Far from enough decrease, the search runs on the function less the wanted decrease.
    const shifted = firstStage && trial.value <= interval.best.value && trial.value > enough
    const next = shifted
      ? unshift(nextStep(shift(interval, wanted), shiftTrial(trial, wanted), limits), wanted)
      : nextStep(interval, trial, limits)
    interval = next.interval
    step = next.step
    const { best, other } = interval
    if (interval.bracketed) {
      const now = Math.abs(other.step - best.step)
      if (now >= 0.66 * widthBefore) step = best.step + 0.5 * (other.step - best.step)
      widthBefore = width
      width = now
    }
    limits = limitsOf(interval, step)
    step = Math.max(0, Math.min(LONGEST_STEP, step))
    if (interval.bracketed && atLimit(step, limits)) step = best.step
  }
  return null
}

function limitsOf({ best, other, bracketed }: Interval, step: number) {
  if (bracketed) {
    return { least: Math.min(best.step, other.step), most: Math.max(best.step, other.step) }
  }
  return { least: step + 1.1 * (step - best.step), most: step + 4 * (step - best.step) }
}

function atLimit(step: number, { least, most }: { least: number; most: number }): boolean {
  return step <= least || step >= most || most - least <= RELATIVE_WIDTH * most
}

/** No better step can be told apart; what there is, is taken. */
function exhausted(known: {
  readonly interval: Interval
  readonly trial: Trial
  readonly limits: { least: number; most: number }
  readonly enough: number
  readonly wanted: number
}): boolean {
  const { interval, trial, limits, enough, wanted } = known
  if (interval.bracketed && atLimit(trial.step, limits)) return true
  if (trial.step === LONGEST_STEP && trial.value <= enough && trial.slope <= wanted) return true
  return trial.step === 0 && (trial.value > enough || trial.slope >= wanted)
}

function shiftTrial({ step, value, slope }: Trial, wanted: number): Trial {
  return { step, value: value - step * wanted, slope: slope - wanted }
}

function shift({ best, other, bracketed }: Interval, wanted: number): Interval {
  return { best: shiftTrial(best, wanted), other: shiftTrial(other, wanted), bracketed }
}

function unshift(next: { readonly interval: Interval; readonly step: number }, wanted: number) {
  return { interval: shift(next.interval, -wanted), step: next.step }
}
