import { setFlagsFromString } from 'node:v8'

/** A play of so many requests ends before code that was inlined far and wide has paid for its compilation. */
const SHORT_RUN_REQUESTS = 100_000

/** Node 20's; newer ones have no such flag, and a compiler in between that makes it needless. */
const HAS_INTERRUPT_BUDGET = process.versions.v8.startsWith('11.')

/**
 * Has V8 compile less. Where a run is short it inlines less, which saves a tenth of the CPU time; where it is long,
 * most of the work is in WebAssembly, and only code that runs six times longer than usual is worth optimizing, which
 * saves a twentieth. For programs of our own only: it holds for the whole process.
 */
export function limitCompileEffort(requests: number): void {
  if (requests <= SHORT_RUN_REQUESTS) {
    setFlagsFromString('--max-inlined-bytecode-size-cumulative=150')
  } else if (HAS_INTERRUPT_BUDGET) setFlagsFromString('--interrupt-budget=400000')
}
