import { UserError } from '../domain/user-error.js'
import { readSmallText } from './small-text.js'

/** A certificate or key as PEM text. The text itself is never part of a message. */
export async function readPem(path: string): Promise<string> {
  const text = await readSmallText(path)
  if (/-----BEGIN [A-Z ]+-----/.test(text)) return text
  throw new UserError(`${path}: not a PEM file (no -----BEGIN …----- line)`)
}
