import type { Result } from '../result.js'
import { computeCounterfactual } from './arithmetic.js'
import type { Counterfactual } from './counterfactual.js'
import { explainDecision } from './decision.js'
import type { Explanation } from './explanation.js'
import { outcomeOf } from './outcome.js'
import { createResimulation, type ResimulationInput } from './resimulation.js'
import { findCounterfactual } from './search.js'

export interface ExplainInput {
  readonly result: Result
  readonly indices: readonly number[]
  /** Share of an interval's requests that must meet both targets for it to pass. */
  readonly passShare: number
  /** Whether to look for what would have helped. */
  readonly counterfactual: boolean
  /** What the run was made of, to play it again; null where that is not needed (needsResimulation). */
  readonly sources: Omit<ResimulationInput, 'result'> | null
}

/** Explains intervals of a result, each on its own. */
export async function explain(input: ExplainInput): Promise<readonly Explanation[]> {
  const { result, indices, passShare, sources } = input
  const resimulation =
    sources === null || result.summary.simulated === undefined
      ? null
      : createResimulation({ result, ...sources })
  const explanations: Explanation[] = []
  for (const index of indices) {
    const { startSeconds } = result.intervals[index]!
    const outcome = outcomeOf(result, { index, passShare })
    explanations.push({
      index,
      startSeconds,
      endSeconds: startSeconds + result.settings.adjustmentIntervalSeconds,
      decision: explainDecision(result, index),
      outcome,
      counterfactual:
        input.counterfactual && outcome.passes === false ? await counterfactual(index) : null,
    })
  }
  return explanations

  async function counterfactual(index: number): Promise<Counterfactual | null> {
    if (result.summary.simulated === undefined) return computeCounterfactual(result, index)
    if (sources === null || resimulation === null) {
      throw new Error('a simulated run is played again, which takes its trace and profile')
    }
    return findCounterfactual({ result, ...sources, resimulation, index, passShare })
  }
}

/** Whether explaining these intervals takes playing the run again. */
export function needsResimulation({
  result,
  indices,
  passShare,
  counterfactual,
}: Omit<ExplainInput, 'sources'>): boolean {
  return (
    counterfactual &&
    result.summary.simulated !== undefined &&
    indices.some((index) => outcomeOf(result, { index, passShare }).passes === false)
  )
}
