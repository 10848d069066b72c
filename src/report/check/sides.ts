import type { FirstDifference, TextLine } from '../../regression/case-report.js'

/** The arithmetic of both sides, with what is the same told once. */
export interface ComparedSides {
  readonly common: readonly TextLine[]
  readonly baseline: readonly TextLine[]
  readonly now: readonly TextLine[]
}

/** Lines under one label belong together: they are the same on both sides, or they stand beside each other. */
export function compareSides({ baseline, now }: FirstDifference): ComparedSides {
  const [before, after] = [groupsOf(baseline.lines), groupsOf(now.lines)]
  const isCommon = (group: Group) =>
    baseline.at === now.at && [before, after].every((groups) => groups.some(sameAs(group)))
  const others = (groups: readonly Group[]) => groups.filter((group) => !isCommon(group)).flat()
  return { common: after.filter(isCommon).flat(), baseline: others(before), now: others(after) }
}

type Group = readonly TextLine[]

function groupsOf(lines: readonly TextLine[]): readonly Group[] {
  const groups: TextLine[][] = []
  for (const line of lines) {
    if (line[0] === '' && groups.length > 0) groups.at(-1)!.push(line)
    else groups.push([line])
  }
  return groups
}

function sameAs(group: Group): (other: Group) => boolean {
  return (other) => JSON.stringify(other) === JSON.stringify(group)
}
