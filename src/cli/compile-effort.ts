import { setFlagsFromString } from 'node:v8'

/** A play of so many requests ends before code that was inlined far and wide has paid for its compilation. */
const SHORT_RUN_REQUESTS = 100_000

/**
 * Has V8 inline less where a run is short, which saves it a tenth of its CPU time; a long one would lose as
 * much. For programs of our own only: it holds for the whole process.
 */
export function limitCompileEffort(requests: number): void {
  if (requests <= SHORT_RUN_REQUESTS) {
    setFlagsFromString('--max-inlined-bytecode-size-cumulative=150')
  }
}
