import { UserError } from '../domain/user-error.js'
import { isWasmTrap, type WasmMemory } from '../domain/webassembly.js'

/** The most that the kernel asks for at once. */
const LARGEST_REQUEST_BYTES = 2 ** 30
/** WebAssembly's own: memory grows by pages, and addresses have 32 bits. */
const PAGE_BYTES = 2 ** 16
const LARGEST_MEMORY_BYTES = 2 ** 32

/**
 * The kernel traps when it gets no more memory, and has no words for it: here they are. Undefined where the error
 * is something else.
 */
export function memoryError(
  error: unknown,
  { memory, requestsInFlight }: { readonly memory: WasmMemory; readonly requestsInFlight: number },
): UserError | undefined {
  if (!isWasmTrap(error) || canGrow(memory)) return undefined
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
  return new UserError(
    `the simulation gets no more memory: ${requestsInFlight} requests wait or run at once and take ${gigabytes(memory.buffer.byteLength)}; the most is ${gigabytes(LARGEST_MEMORY_BYTES)}`,
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
