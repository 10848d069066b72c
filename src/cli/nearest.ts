import { distance } from 'fastest-levenshtein'

/** The known name a mistyped one was likely meant to be; undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, edits: editsBetween(name, candidate) }))
    .sort((a, b) => a.edits - b.edits)
  const best = ranked[0]
  // One slip in a short name, a third of a long one; more is a guess.
  return best && best.edits <= Math.max(1, Math.round(name.length / 3)) ? best.candidate : undefined
}

/** Case, and _ for -, are not counted as slips. */
function editsBetween(name: string, candidate: string): number {
  const plain = (text: string) => text.toLowerCase().replaceAll('_', '-')
  return distance(plain(name), plain(candidate))
}
