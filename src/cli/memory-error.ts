import { UserError } from '../domain/user-error.js'

/** V8's RangeErrors where a process gets no memory, each as one line; undefined for anything else. */
export function systemMemoryError(error: unknown): UserError | undefined {
  if (!(error instanceof RangeError)) return undefined
  // V8 keeps 10 GB of addresses around each memory of WebAssembly, so that no access has to be checked.
  if (/allocate Wasm memory/.test(error.message)) {
    return new UserError(
      'WebAssembly, which reads traces and plays simulations, cannot get 10 GB of address space; this process may not have so many addresses (ulimit -v), of memory it needs a few MB',
      {
        hint: 'raise that limit, or set NODE_OPTIONS=--disable-wasm-trap-handler, with which it needs no more than its memory',
        cause: error,
      },
    )
  }
  if (/Array buffer allocation failed/.test(error.message)) {
    return new UserError('planner gets no more memory from the system', {
      hint: 'raise the limit of this process or container, or take a part of the trace',
      cause: error,
    })
  }
  return undefined
}
