import { UserError } from '../domain/user-error.js'
import { readSmallText } from './small-text.js'

/** A token or password from a file, the line break at its end left out. The text is never part of a message. */
export async function readSecret(path: string): Promise<string> {
  const text = await readSmallText(path)
  const secret = text.trim()
  if (secret === '') throw new UserError(`${path}: it is empty, a token or password is needed`)
  if (/[\r\n]/.test(secret)) throw new UserError(`${path}: it has several lines, one is allowed`)
  return secret
}

/** Certificates in PEM form. */
export async function readCertificates(path: string): Promise<string> {
  const text = await readSmallText(path)
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw new UserError(`${path}: no certificate in it; PEM (-----BEGIN CERTIFICATE-----) is needed`)
}
