import { locateStep, stepEndTokens, stepGrowthMs } from './host'
import { hasStepLines } from './settings'

// Decode step times along KV tokens for a batch that stays as it is: decode-timing.ts says how. Where they
// are straight lines between fixed nodes, the same for every batch, the lines are kept once asked for.

/** Nodes along KV tokens: 0, then 2⁶, 1.5 · 2⁶, 2⁷, 1.5 · 2⁷, … tokens; Infinity ends the last segment. */
const FIRST_OCTAVE: i32 = 6
const LAST_OCTAVE: i32 = 29
const NODES: i32 = 2 * (LAST_OCTAVE - FIRST_OCTAVE) + 2

/** Bytes of a node's line: the step time at the node, ms, and the growth for each token more, ms. */
const LINE_BITS: i32 = 4
const GROWTH: usize = 8

/** By batch: where its lines are; 0 before they are asked for. */
let rows: usize = 0
let rowCount: i32 = 0

// The segment found last.
export let stepMs: f64 = 0
export let growthMs: f64 = 0
export let endTokens: f64 = 0

/** Finds what holds from (batch, KV tokens) on: whole numbers, batch ≥ 1. */
export function locate(batch: f64, kvTokens: f64): void {
  if (!hasStepLines) {
    stepMs = locateStep(batch, kvTokens)
    growthMs = stepGrowthMs()
    endTokens = stepEndTokens()
    return
  }
  const node = nodeBelow(kvTokens)
  const line = rowOf(<i32>batch) + (node << LINE_BITS)
  if (isNaN(load<f64>(line))) lookUp(line, batch, node)
  growthMs = load<f64>(line, GROWTH)
  stepMs = load<f64>(line) + growthMs * (kvTokens - tokensAt(node))
  endTokens = tokensAt(node + 1)
}

function lookUp(line: usize, batch: f64, node: i32): void {
  store<f64>(line, locateStep(batch, tokensAt(node)))
  store<f64>(line, stepGrowthMs(), GROWTH)
}

function rowOf(batch: i32): usize {
  if (batch >= rowCount) growRows(batch)
  const row = load<usize>(rows + batch * sizeof<usize>())
  return row !== 0 ? row : newRow(batch)
}

function newRow(batch: i32): usize {
  const row = heap.alloc(NODES << LINE_BITS)
  for (let node = 0; node < NODES; node++) store<f64>(row + (node << LINE_BITS), NaN)
  store<usize>(rows + batch * sizeof<usize>(), row)
  return row
}

function growRows(batch: i32): void {
  const count = max(2 * rowCount, batch + 1)
  const bytes = count * sizeof<usize>()
  rows = rows === 0 ? heap.alloc(bytes) : heap.realloc(rows, bytes)
  memory.fill(rows + rowCount * sizeof<usize>(), 0, (count - rowCount) * sizeof<usize>())
  rowCount = count
}

/** The last node at or below so many tokens. */
function nodeBelow(kvTokens: f64): i32 {
  if (kvTokens < <f64>(1 << FIRST_OCTAVE)) return 0
  if (kvTokens >= <f64>(1 << LAST_OCTAVE)) return NODES - 1
  const tokens = <i32>kvTokens
  const octave = 31 - clz(tokens)
  const half = (tokens >> (octave - 1)) & 1
  return 1 + 2 * (octave - FIRST_OCTAVE) + half
}

function tokensAt(node: i32): f64 {
  if (node === 0) return 0
  if (node === NODES) return Infinity
  const octave = FIRST_OCTAVE + ((node - 1) >> 1)
  return <f64>((2 + ((node - 1) & 1)) << (octave - 1))
}
