/** A trial of the line search: step length, value and slope there. */
export interface Trial {
  readonly step: number
  readonly value: number
  readonly slope: number
}

/** The interval that holds the wanted step; `best` has the least value so far. */
export interface Interval {
  readonly best: Trial
  readonly other: Trial
  readonly bracketed: boolean
}

/**
 * The safeguarded step of Moré and Thuente (1994, "Line search algorithms with guaranteed sufficient decrease", §4): a
 * cubic or quadratic through what is known, four cases. Answers the next step and the narrowed interval.
 */
export function nextStep(
  { best, other, bracketed }: Interval,
  trial: Trial,
  limits: { readonly least: number; readonly most: number },
): { readonly interval: Interval; readonly step: number } {
  const opposite = trial.slope * Math.sign(best.slope) < 0
  const worse = trial.value > best.value
  const isBracketed = bracketed || worse || opposite
  let step: number
  if (worse) step = stepWhenWorse(best, trial)
  else if (opposite) step = stepWhenPassed(best, trial)
  else if (Math.abs(trial.slope) < Math.abs(best.slope)) {
    step = stepWhenFlatter({ best, other, trial, bracketed, limits })
  } else if (bracketed) step = cubicMinimum(trial, other)
  else step = trial.step > best.step ? limits.most : limits.least
  const interval = worse
    ? { best, other: trial, bracketed: isBracketed }
    : { best: trial, other: opposite ? best : other, bracketed: isBracketed }
  return { interval, step }
}

/** Case 1: a higher value. The minimum lies between; cubic step if nearer to the best, else half way to the quadratic's. */
function stepWhenWorse(best: Trial, trial: Trial): number {
  const cubic = cubicMinimum(best, trial)
  const width = trial.step - best.step
  const fall = (best.value - trial.value) / width + best.slope
  const quadratic = best.step + (best.slope / fall / 2) * width
  if (Math.abs(cubic - best.step) < Math.abs(quadratic - best.step)) return cubic
  return cubic + (quadratic - cubic) / 2
}

/** Case 2: a lower value, slopes of opposite sign. The further of cubic and secant step. */
function stepWhenPassed(best: Trial, trial: Trial): number {
  const cubic = cubicMinimum(trial, best)
  const secant = secantStep(best, trial)
  return Math.abs(cubic - trial.step) > Math.abs(secant - trial.step) ? cubic : secant
}

/** Case 3: a lower value, a flatter slope of the same sign. */
function stepWhenFlatter(known: {
  readonly best: Trial
  readonly other: Trial
  readonly trial: Trial
  readonly bracketed: boolean
  readonly limits: { readonly least: number; readonly most: number }
}): number {
  const { best, other, trial, bracketed, limits } = known
  const forward = trial.step > best.step
  const { ratio, gamma } = cubicRatio(trial, best, true)
  let cubic = forward ? limits.most : limits.least
  if (ratio < 0 && gamma !== 0) cubic = trial.step + ratio * (best.step - trial.step)
  const secant = secantStep(best, trial)
  const cubicNearer = Math.abs(cubic - trial.step) < Math.abs(secant - trial.step)
  if (bracketed) {
    const step = cubicNearer ? cubic : secant
    const bound = trial.step + 0.66 * (other.step - trial.step)
    return forward ? Math.min(bound, step) : Math.max(bound, step)
  }
  return Math.max(limits.least, Math.min(limits.most, cubicNearer ? secant : cubic))
}

function secantStep(best: Trial, trial: Trial): number {
  return trial.step + (trial.slope / (trial.slope - best.slope)) * (best.step - trial.step)
}

/** The minimum of the cubic through both, reckoned from `from`. */
function cubicMinimum(from: Trial, to: Trial): number {
  return from.step + cubicRatio(from, to, false).ratio * (to.step - from.step)
}

function cubicRatio(from: Trial, to: Trial, mayHaveNone: boolean) {
  const theta = (3 * (from.value - to.value)) / (to.step - from.step) + from.slope + to.slope
  const scale = Math.max(Math.abs(theta), Math.abs(from.slope), Math.abs(to.slope))
  const inside = (theta / scale) * (theta / scale) - (from.slope / scale) * (to.slope / scale)
  const root = scale * Math.sqrt(mayHaveNone ? Math.max(0, inside) : inside)
  const gamma = to.step < from.step ? -root : root
  return { ratio: (gamma - from.slope + theta) / (gamma - from.slope + gamma + to.slope), gamma }
}
