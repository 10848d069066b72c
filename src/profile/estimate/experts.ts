import type { MixtureOfExperts } from './model-shape.js'

/**
 * Distinct experts of one layer that `tokens` tokens touch, each token choosing k of E evenly:
 * E · (1 − (1 − k/E)^tokens). Mixtral (2 of 8) at 4 tokens: 8 · (1 − 0.75⁴) = 5.469.
 */
export function touchedExperts(moe: MixtureOfExperts, tokens: number): number {
  return moe.experts * (1 - (1 - moe.activeExperts / moe.experts) ** tokens)
}
