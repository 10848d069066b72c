import type { Engine } from './engine.js'
import { BYTES } from './precision.js'

/** After attention and after the MLP. */
const PER_LAYER = 2

/**
 * Time the GPUs of an engine spend adding up their parts in one step, ms: ring all-reduces of
 * 2(n − 1) hops that move 2(n − 1)/n of the data over each link.
 */
export function allReduceMs(engine: Engine, tokens: number): number {
  const { gpu, model, factors, tensorParallel: n } = engine
  if (n === 1) return 0
  const bytes = tokens * model.hiddenSize * BYTES.bf16
  const linkBytesPerMs = gpu.interconnectGBps * 1e6 * factors.allReduceEfficiency
  const once = 2 * (n - 1) * factors.allReduceHopMs + (((2 * (n - 1)) / n) * bytes) / linkBytesPerMs
  return PER_LAYER * model.layers * once
}
