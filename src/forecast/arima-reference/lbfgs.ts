import { dot } from './least-squares.js'
import { type Point, searchLine } from './line-search.js'

const MEMORY = 10
/** Largest gradient entry at which the search has arrived. */
const GRADIENT_TOLERANCE = 1e-5
/** Relative decrease below which it has, too: 10⁷ machine epsilons. */
const DECREASE_TOLERANCE = 1e7 * Number.EPSILON
/** Step of the forward difference that stands for the gradient. */
const DIFFERENCE_STEP = 1e-5

/** A step and the change of gradient along it. */
interface Pair {
  readonly s: readonly number[]
  readonly y: readonly number[]
}

/**
 * Limited-memory BFGS (Liu and Nocedal 1989) with the habits of L-BFGS-B 3.0 without bounds, as SciPy calls it: where a
 * search ends after five iterations far from the minimum, the way there is the result.
 */
export function minimize(
  objective: (x: readonly number[]) => number,
  start: readonly number[],
  mostIterations: number,
): readonly number[] {
  let point = evaluate(objective, start)
  let pairs: Pair[] = []
  if (largest(point.gradient) <= GRADIENT_TOLERANCE) return point.x
  for (let iteration = 0; iteration < mostIterations; ) {
    const from = point
    const direction = descend(from.gradient, pairs)
    const slope = dot(from.gradient, direction)
    const found = slope < 0 ? alongLine({ objective, from, direction, slope, iteration }) : null
    if (found === null) {
      if (pairs.length === 0) return from.x
      pairs = []
      continue
    }
    iteration += 1
    point = found.point
    if (largest(point.gradient) <= GRADIENT_TOLERANCE) break
    const scale = Math.max(Math.abs(from.value), Math.abs(point.value), 1)
    if (from.value - point.value <= DECREASE_TOLERANCE * scale) break
    const pair = pairOf({ from, to: point, direction, ...found, slopeBefore: slope })
    if (pair !== null) pairs = [...pairs, pair].slice(-MEMORY)
  }
  return point.x
}

function alongLine(search: {
  readonly objective: (x: readonly number[]) => number
  readonly from: Point
  readonly direction: readonly number[]
  readonly slope: number
  readonly iteration: number
}) {
  const { objective, from, direction, slope, iteration } = search
  return searchLine({
    value: from.value,
    slope,
    firstStep: iteration === 0 ? Math.min(1 / Math.sqrt(dot(direction, direction)), 1e10) : 1,
    at(step) {
      const x = from.x.map((value, i) => value + step * direction[i]!)
      const point = evaluate(objective, x)
      return { point, slope: dot(point.gradient, direction) }
    },
  })
}

/** Null where the curvature along the step is not positive enough to learn from. */
function pairOf(step: {
  readonly from: Point
  readonly to: Point
  readonly direction: readonly number[]
  readonly step: number
  readonly slope: number
  readonly slopeBefore: number
}): Pair | null {
  const curvature = (step.slope - step.slopeBefore) * step.step
  if (curvature <= Number.EPSILON * -step.slopeBefore * step.step) return null
  return {
    s: step.direction.map((value) => value * step.step),
    y: step.to.gradient.map((value, i) => value - step.from.gradient[i]!),
  }
}

/** −H·g by the two-loop recursion, H₀ = sᵀy/yᵀy of the newest pair. */
function descend(gradient: readonly number[], pairs: readonly Pair[]): number[] {
  const direction = gradient.map((value) => -value)
  const weights: number[] = []
  for (const { s, y } of pairs.toReversed()) {
    const weight = dot(s, direction) / dot(s, y)
    weights.unshift(weight)
    addScaled(direction, y, -weight)
  }
  const newest = pairs.at(-1)
  if (newest !== undefined) {
    const scale = dot(newest.s, newest.y) / dot(newest.y, newest.y)
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale
  }
  pairs.forEach(({ s, y }, k) => {
    addScaled(direction, s, weights[k]! - dot(y, direction) / dot(s, y))
  })
  return direction
}

function addScaled(target: number[], vector: readonly number[], factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * vector[i]!
}

function evaluate(objective: (x: readonly number[]) => number, x: readonly number[]): Point {
  const value = objective(x)
  const gradient = x.map((_, i) => {
    const moved = x.with(i, x[i]! + DIFFERENCE_STEP)
    return (objective(moved) - value) / (moved[i]! - x[i]!)
  })
  return { x, value, gradient }
}

function largest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
}
