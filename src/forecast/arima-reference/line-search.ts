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
  const line = new LineSearch(search)
  for (let trials = 0; trials < MOST_TRIALS; trials++) {
    const { step } = line
    const { point, slope } = search.at(step)
    if (line.accepts({ step, value: point.value, slope })) return { point, step, slope }
  }
  return null
}

class LineSearch {
  /** Where to try next. */
  step: number
  readonly #origin: Trial
  /** Slope of the line below which a value has decreased enough. */
  readonly #wanted: number
  #interval: Interval
  #limits: { readonly least: number; readonly most: number }
  #widths = { now: LONGEST_STEP, before: 2 * LONGEST_STEP }
  #firstStage = true

  constructor(search: {
    readonly value: number
    readonly slope: number
    readonly firstStep: number
  }) {
    this.step = search.firstStep
    this.#origin = { step: 0, value: search.value, slope: search.slope }
    this.#wanted = DECREASE * search.slope
    this.#interval = { best: this.#origin, other: this.#origin, bracketed: false }
    this.#limits = { least: 0, most: this.step + 4 * this.step }
  }

  /** Whether the trial is good enough, or no better can be told apart; if not, the next step is set. */
  accepts(trial: Trial): boolean {
    const enough = this.#origin.value + trial.step * this.#wanted
    if (this.#firstStage && trial.value <= enough && trial.slope >= 0) this.#firstStage = false
    const flat = Math.abs(trial.slope) <= CURVATURE * -this.#origin.slope
    if ((trial.value <= enough && flat) || this.#exhausted(trial, enough)) return true
    this.#narrow(trial, enough)
    this.#bisectWhenSlow()
    this.#limits = limitsOf(this.#interval, this.step)
    this.step = Math.max(0, Math.min(LONGEST_STEP, this.step))
    if (this.#interval.bracketed && atLimit(this.step, this.#limits)) {
      this.step = this.#interval.best.step
    }
    return false
  }

  #narrow(trial: Trial, enough: number): void {
    // Far from enough decrease, the search runs on the function less the wanted decrease.
    const shifted =
      this.#firstStage && trial.value <= this.#interval.best.value && trial.value > enough
    const less = shifted ? this.#wanted : 0
    const next = nextStep(shift(this.#interval, less), shiftTrial(trial, less), this.#limits)
    this.#interval = shift(next.interval, -less)
    this.step = next.step
  }

  #bisectWhenSlow(): void {
    const { best, other, bracketed } = this.#interval
    if (!bracketed) return
    const width = Math.abs(other.step - best.step)
    if (width >= 0.66 * this.#widths.before) this.step = best.step + 0.5 * (other.step - best.step)
    this.#widths = { now: width, before: this.#widths.now }
  }

  #exhausted(trial: Trial, enough: number): boolean {
    if (this.#interval.bracketed && atLimit(trial.step, this.#limits)) return true
    const decreased = trial.value <= enough
    if (trial.step === LONGEST_STEP && decreased && trial.slope <= this.#wanted) return true
    return trial.step === 0 && (!decreased || trial.slope >= this.#wanted)
  }
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

function shiftTrial({ step, value, slope }: Trial, wanted: number): Trial {
  return { step, value: value - step * wanted, slope: slope - wanted }
}

function shift({ best, other, bracketed }: Interval, wanted: number): Interval {
  return { best: shiftTrial(best, wanted), other: shiftTrial(other, wanted), bracketed }
}
