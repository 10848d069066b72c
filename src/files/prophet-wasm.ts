import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { ProphetEngine } from '../forecast/prophet-engine.js'
import { fileError } from './file-error.js'

/**
 * Reads Prophet's WebAssembly from where the packages are installed, so that it works unbundled and
 * from dist alike as long as both packages stay external to the bundle. The Stan package reads its
 * own 2.3 MB when it is imported.
 */
export async function readProphetEngine(): Promise<ProphetEngine> {
  const path = augursWasmPath()
  try {
    return {
      augursWasm: await readFile(path),
      stan: async () => (await import('@bsull/augurs-prophet-wasmstan')).optimizer,
    }
  } catch (error) {
    throw fileError(error, { doing: 'read', path })
  }
}

/** The package exports no path to its wasm file, which lies beside its script. */
function augursWasmPath(): string {
  const script = createRequire(import.meta.url).resolve('@bsull/augurs/prophet')
  return join(dirname(script), 'prophet_bg.wasm')
}
