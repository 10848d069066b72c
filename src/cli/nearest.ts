import { distance } from 'fastest-levenshtein'

/** The known name a mistyped or shortened one was likely meant to be; undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, edits: distance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.edits - b.edits)
  if (best === undefined || best.edits <= 1) return best?.candidate
  // Whole words that are right say more than letters that are; beyond a third of them wrong it is a guess.
  const longer = onlyLonger(name, known)
  if (longer !== undefined) return longer
  return best.edits <= Math.round(name.length / 3) ? best.candidate : undefined
}

/** The one name that has this one as some of its words: `--cost` for `--gpu-cost`. */
function onlyLonger(name: string, known: readonly string[]): string | undefined {
  const words = (text: string) => `-${plain(text)}-`
  const longer = plain(name) === '' ? [] : known.filter((it) => words(it).includes(words(name)))
  return longer.length === 1 ? longer[0] : undefined
}

/** Without a flag's dashes; case, and _ for -, are not counted as slips. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll('_', '-').replace(/^-+/, '')
}
