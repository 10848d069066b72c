import { UserError } from '../../domain/user-error.js'
import { BUDGET_ALLOWED, type Budget, isMetricName, splitBudget } from '../../regression/budget.js'
import { METRIC_NAMES } from '../../regression/metric.js'
import { parseTolerance, TOLERANCE_ALLOWED } from '../../regression/tolerance.js'
import type { Tolerances } from '../../regression/tolerances.js'
import { nearest } from '../nearest.js'
import type { YamlPath } from '../yaml-source.js'

/** What leads a message about a part of the file: `planner.check.yaml:3: tolerances.gpuHours`. */
export type Where = (path: YamlPath) => string

/** The names are known to be metrics, or `replicas`. */
export function parseTolerances(
  given: Readonly<Record<string, unknown>>,
  where: (name: string) => string,
): Tolerances {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const tolerance = parseTolerance(value)
      const fits = name !== 'replicas' || tolerance?.kind !== 'relative'
      if (tolerance !== undefined && fits) return [name, tolerance]
      const allowed = toleranceAllowed(name)
      throw new UserError(
        `${where(name)}: ${JSON.stringify(value)} is not allowed; it must be ${allowed}`,
      )
    }),
  )
}

export function toleranceAllowed(name: string): string {
  return name === 'replicas' ? 'a number of replicas, at least 0, or any' : TOLERANCE_ALLOWED
}

export function parseBudgets(
  given: readonly string[],
  where: (index: number) => string,
): readonly Budget[] {
  return given.map((text, index) => {
    const parts = splitBudget(text)
    if (parts === undefined) {
      throw new UserError(
        `${where(index)}: ${JSON.stringify(text)} is not allowed; it must be ${BUDGET_ALLOWED}`,
      )
    }
    const { metric } = parts
    if (isMetricName(metric)) return { ...parts, metric }
    const meant = nearest(metric, METRIC_NAMES)
    throw new UserError(`${where(index)}: unknown metric ${metric}`, {
      hint: meant === undefined ? `known are ${METRIC_NAMES.join(', ')}` : `did you mean ${meant}?`,
    })
  })
}
