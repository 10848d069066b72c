import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ProphetEngine } from '../forecast/prophet-engine.js'
import { fileError } from './file-error.js'

/**
 * Reads Prophet's two WebAssembly packages from where they are installed, so it works unbundled and
 * from dist alike as long as both packages stay external to the bundle. Takes about 0.1 s.
 * The Stan package reads its own wasm when imported; augurs' is handed over as bytes.
 */
export async function readProphetEngine(): Promise<ProphetEngine> {
  const path = augursWasmPath()
  const [augursWasm, { optimizer }] = await Promise.all([
    readFile(path).catch((error: unknown) => {
      throw fileError(error, { doing: 'read', path })
    }),
    import('@bsull/augurs-prophet-wasmstan'),
  ])
  return { augursWasm, stan: optimizer }
}

/** The package exports no path to its wasm file, which lies beside its script. */
function augursWasmPath(): string {
  const script = createRequire(import.meta.url).resolve('@bsull/augurs/prophet')
  return join(dirname(script), 'prophet_bg.wasm')
}
