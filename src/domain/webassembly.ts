/** A compiled module, of which there may be any number of instances. */
export interface WasmModule {
  readonly wasmModule: unique symbol
}

/** An exported `let` or `const`: a number in a box. */
export interface WasmGlobal {
  value: number
}

export interface WasmMemory {
  /** Another one after the memory has grown. */
  readonly buffer: ArrayBuffer
  /** A RangeError where so much more is not to be had. */
  grow(pages: number): number
}

/** What is used of it; the types of Node do not declare it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: unknown }
  readonly RuntimeError: new (message?: string) => Error
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }

export function compileWasm(bytes: Uint8Array): WasmModule {
  return new WebAssembly.Module(bytes)
}

/** An instance with a memory of its own: what it exports. A RangeError where there are no addresses for it. */
export function instantiateWasm<Exports>(module: WasmModule, imports: object = {}): Exports {
  return new WebAssembly.Instance(module, imports).exports as Exports
}

/** Thrown by an instance that cannot go on. */
export function isWasmTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError
}
