import { ttftMs } from './host'

// TTFT by prompt length, kept once the host has said it. The host keeps it, too, for all simulations of a run; asking
// it each time took 4 % of the CPU time of a million requests.

/** Lengths below this are kept, 8 bytes each. */
const KEPT: i32 = 1 << 18

/** By tokens; NaN before it is asked for. */
let table: usize = 0
let length: i32 = 0

/** TTFT of a lone request of so many tokens, a whole number, ms. */
export function ttftOf(tokens: f64): f64 {
  if (tokens >= <f64>length && !reach(tokens)) return ttftMs(tokens)
  const entry = table + ((<usize>tokens) << 3)
  const known = load<f64>(entry)
  if (!isNaN(known)) return known
  const ms = ttftMs(tokens)
  store<f64>(entry, ms)
  return ms
}

/** Makes the table longer than that; false where it would be too long. */
function reach(tokens: f64): bool {
  if (tokens >= <f64>KEPT) return false
  const before = length
  length = max(2 * length, 1 << 12)
  while (tokens >= <f64>length) length *= 2
  table = table === 0 ? heap.alloc(length << 3) : heap.realloc(table, length << 3)
  for (let i = before; i < length; i++) store<f64>(table + (i << 3), NaN)
  return true
}
