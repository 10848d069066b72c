import { isJudgedByDefault, type MetricName } from './metric.js'
import { EXACT, type Tolerance } from './tolerance.js'

/** By metric; `replicas` is how far a pool may be from its baseline at any interval, in replicas. */
export type Tolerances = Readonly<Partial<Record<ToleranceName, Tolerance>>>

export type ToleranceName = MetricName | 'replicas'

/** The tolerance a metric is held to: as asked, else exact where it is judged by default. */
export function toleranceOf(
  name: ToleranceName,
  { asked, simulated }: { readonly asked: Tolerances; readonly simulated: boolean },
): Tolerance {
  const given = asked[name]
  if (given !== undefined) return given
  return name !== 'replicas' && isJudgedByDefault(name, { simulated }) ? EXACT : { kind: 'any' }
}
