import { readFile } from 'node:fs/promises'
import { UserError } from '../domain/user-error.js'
import type { RawSamples } from '../profile/parse.js'
import { fileError } from './file-error.js'

/** Far above any real profile (a few kB). */
const MAX_JSON_BYTES = 8 * 2 ** 20

/** The arrays of an .npz file by key, flattened; null when the file is not there. */
export async function readNpz(path: string): Promise<RawSamples | null> {
  const arrays = await readNpzArrays(path)
  if (arrays === null) return null
  for (const [key, { shape }] of arrays) {
    if (shape.length > 1) {
      throw new UserError(`${path}: ${key} has shape (${shape}); one axis is allowed`)
    }
  }
  return Object.fromEntries([...arrays].map(([key, { values }]) => [key, values]))
}

/** The arrays of an .npz file by key with their shapes; null when the file is not there. */
export async function readNpzArrays(path: string) {
  const bytes = await readIfThere(path)
  if (bytes === null) return null
  // Imported here: JSON profiles need neither inflate nor the .npy parser.
  const { parseNpz } = await import('./npz.js')
  return parseNpz(bytes, path)
}

/** A JSON file that holds one object; null when the file is not there. */
export async function readJsonObject(path: string): Promise<RawSamples | null> {
  const bytes = await readIfThere(path)
  if (bytes === null) return null
  if (bytes.length > MAX_JSON_BYTES) {
    throw new UserError(`${path}: ${bytes.length} bytes, at most ${MAX_JSON_BYTES} are allowed`)
  }
  const data = parseJson(bytes, path)
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new UserError(`${path}: a JSON object is needed`)
  }
  return data as RawSamples
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    const what = (error as Error).message.replace(/\s+/g, ' ').slice(0, 120)
    throw new UserError(`${path}: not valid JSON (${what})`, { cause: error })
  }
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fileError(error, { doing: 'read', path })
  }
}
