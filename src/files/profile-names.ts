import { readdir } from 'node:fs/promises'
import { distance } from 'fastest-levenshtein'
import { UserError } from '../domain/user-error.js'

/** Names offered when a profile is not known. */
const NEAREST = 3

/** The error for a name that is neither a directory nor shipped, with the nearest shipped names. */
export async function unknownProfile(name: string, shippedDir: string): Promise<UserError> {
  const shipped = await directoriesIn(shippedDir)
  const known =
    shipped.length === 0
      ? 'none is shipped'
      : `nearest shipped: ${nearest(name, shipped).join(', ')}`
  return new UserError(
    `no profile '${name}': there is no such directory and no shipped profile of that name (${known})`,
  )
}

/** Directory names below a directory, sorted; none when it cannot be read. */
export async function directoriesIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

/** The candidates closest to a name by edit distance, ignoring case. */
export function nearest(name: string, candidates: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase()
  return candidates
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, NEAREST)
    .map(({ candidate }) => candidate)
}
