/**
 * The smallest whole number from 1 to `most` that passes, or null when `most` does not: doubled until one
 * passes, then halved between. Numbers above one that passes are taken to pass. About 2 · log2 of the
 * answer are tried.
 */
export async function smallest(
  most: number,
  passes: (value: number) => Promise<boolean>,
): Promise<number | null> {
  if (most < 1 || !(await passes(most))) return null
  let below = 0
  let least = 1
  while (least < most && !(await passes(least))) {
    below = least
    least = Math.min(most, least * 2)
  }
  while (least - below > 1) {
    const middle = (below + least) >> 1
    if (await passes(middle)) least = middle
    else below = middle
  }
  return least
}
