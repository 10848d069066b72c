import { UserError } from '../domain/user-error.js'
import { isWasmTrap, type WasmMemory } from '../domain/webassembly.js'

/** The most that the kernel asks for at once; bytes of a page of WebAssembly; decimal gigabytes. */
const LARGEST_REQUEST_BYTES = 2 ** 30
const PAGE_BYTES = 2 ** 16
const GIGABYTE = 1e9

/**
 * The kernel traps when it gets no more memory, and has no words for it: here they are. Undefined where the error
 * is something else.
 */
export function memoryError(
  error: unknown,
  { memory, requestsInFlight }: { readonly memory: WasmMemory; readonly requestsInFlight: number },
): UserError | undefined {
  if (!isWasmTrap(error) || canGrow(memory)) return undefined
  const millions = (requestsInFlight / 1e6).toFixed(1)
  const gigabytes = (memory.buffer.byteLength / GIGABYTE).toFixed(1)
  return new UserError(
    `the simulation gets no more memory: ${millions} million requests wait or run at once and take ${gigabytes} GB (4.3 GB is the most)`,
    {
      hint: 'more replicas, or a part of the trace, leave fewer of them in flight; --simulate none plans without playing requests',
      cause: error,
    },
  )
}

function canGrow(memory: WasmMemory): boolean {
  try {
    memory.grow(LARGEST_REQUEST_BYTES / PAGE_BYTES)
    return true
  } catch {
    return false
  }
}
