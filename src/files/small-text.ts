import { readFile, stat } from 'node:fs/promises'
import { UserError } from '../domain/user-error.js'
import { fileError } from './file-error.js'

/** Hand-written numbers, certificates, secrets: a few kilobytes. */
const MAX_BYTES = 2 ** 20

/** Text of a small file that a person wrote. */
export async function readSmallText(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > MAX_BYTES) {
      throw new UserError(`${path}: ${size} bytes, at most ${MAX_BYTES} are allowed`)
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (error) {
    if (error instanceof TypeError) throw new UserError(`${path}: not a text file (UTF-8)`)
    throw fileError(error, { doing: 'read', path })
  }
}
