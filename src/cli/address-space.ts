import { UserError } from '../domain/user-error.js'

/**
 * V8's RangeError where a process has too few addresses for a memory of WebAssembly, as one line; undefined for
 * anything else. V8 keeps 10 GB of addresses around each, so that no access has to be checked.
 */
export function addressSpaceError(error: unknown): UserError | undefined {
  if (!(error instanceof RangeError) || !/allocate Wasm memory/.test(error.message))
    return undefined
  return new UserError(
    'WebAssembly, which reads traces and plays simulations, cannot get 10 GB of address space; this process may not have so many addresses (ulimit -v), of memory it needs a few MB',
    {
      hint: 'raise that limit, or set NODE_OPTIONS=--disable-wasm-trap-handler, with which it needs no more than its memory',
      cause: error,
    },
  )
}
