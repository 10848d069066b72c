import { createDecodePerformance } from '../../profile/decode-performance.js'
import { SURFACE_NODES } from '../../profile/decode-surface.js'
import type { DecodeSamples } from '../../profile/profile.js'
import type { DecodeTiming } from './decode-timing.js'

const LAST = SURFACE_NODES - 1

/** Tokens by which a cell is taken shorter, so that rounding at its edge cannot matter. */
const EDGE_TOKENS = 1e-6

/**
 * The planner's own surface, looked up as the planner does: KV usage = KV / max KV tokens, context =
 * KV / batch, each rounded to the nearest of 100 nodes. So the step time is constant until one of
 * the two reaches its next node. The surface counts as it is, without the stand-ins that sizing
 * takes where it is not plausible; only below `leastMs` it counts as `leastMs`.
 */
export function createDecodeGrid(
  samples: DecodeSamples,
  { leastMs }: { readonly leastMs: number },
): DecodeTiming {
  const performance = createDecodePerformance(samples, { compat: 'reference' })
  const { maxKvTokens, maxContextLength } = performance
  const nodes = new Float64Array(SURFACE_NODES * SURFACE_NODES).fill(Number.NaN)
  const usageStep = maxKvTokens / LAST
  const contextStep = maxContextLength / LAST

  return {
    isStraightBetweenNodes: false,
    locate(batch, kvTokens, segment) {
      const column = nearestNode((kvTokens / maxKvTokens) * LAST)
      const row = nearestNode((kvTokens / batch / maxContextLength) * LAST)
      const known = nodes[row * SURFACE_NODES + column]!
      segment.stepMs = known > 0 ? known : lookUp(column, row)
      segment.growthMs = 0
      const columnEnd = column === LAST ? Number.POSITIVE_INFINITY : (column + 0.5) * usageStep
      const rowEnd = row === LAST ? Number.POSITIVE_INFINITY : (row + 0.5) * contextStep * batch
      const end = Math.ceil(Math.min(columnEnd, rowEnd) - EDGE_TOKENS)
      segment.endTokens = end > kvTokens ? end : kvTokens + 1
    },
  }

  function lookUp(column: number, row: number): number {
    // A context of 0 has no concurrency; a quarter of a node rounds to the same row.
    const contextLength = Math.max(row, 0.25) * contextStep
    const concurrency = (column * usageStep) / contextLength
    const { latencyMs } = performance.at({ concurrency, contextLength })
    const ms = Math.max(leastMs, latencyMs)
    nodes[row * SURFACE_NODES + column] = ms
    return ms
  }
}

/** Halves go to the even node, as NumPy rounds; clamped to the grid. */
function nearestNode(exact: number): number {
  if (exact >= LAST) return LAST
  const below = Math.floor(exact)
  const over = exact - below
  return over > 0.5 || (over === 0.5 && below % 2 !== 0) ? below + 1 : below
}
