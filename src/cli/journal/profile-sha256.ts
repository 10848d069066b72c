import { createHash } from 'node:crypto'
import type { Profile } from '../../profile/profile.js'

/** Hash of the measurements, whatever file they came from: the same numbers give the same decisions. */
export function profileSha256({ prefill, decode }: Profile): string {
  const numbers = JSON.stringify({ prefill, decode }, (_, value: unknown) =>
    value instanceof Float64Array ? [...value] : value,
  )
  return createHash('sha256').update(numbers).digest('hex')
}
