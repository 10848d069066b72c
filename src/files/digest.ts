import { createHash, type Hash } from 'node:crypto'
import type { Profile } from '../profile/profile.js'
import { readInput } from './open-input.js'

/** SHA-256 of a file's bytes, unpacked when it is gzip: packing a trace anew changes nothing. */
export async function digestFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of readInput({ path, signal })) hash.update(chunk)
  return hash.digest('hex')
}

/** SHA-256 of the measurements, whatever files they came from: npz and JSON of the same numbers are one. */
export function digestProfile({ prefill, decode, kvBytesPerToken }: Profile): string {
  const hash = createHash('sha256')
  for (const samples of [prefill, decode]) {
    for (const [name, values] of Object.entries(samples ?? {})) digestNumbers(hash, name, values)
    hash.update('|')
  }
  return hash.update(String(kvBytesPerToken ?? '')).digest('hex')
}

function digestNumbers(hash: Hash, name: string, values: Float64Array | number): void {
  const numbers = typeof values === 'number' ? [values] : Array.from(values)
  hash.update(`${name}:${JSON.stringify(numbers)};`)
}
