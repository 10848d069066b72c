import type { Comparison, InputChange } from '../../regression/comparison.js'

/** Characters of a digest that tell two apart for a reader. */
const SHORT = 12

/** What must be known before any number is compared. */
export function comparisonNotes({
  changedInputs,
  otherVersion,
  replicas: { intervals, difference },
}: Comparison): readonly string[] {
  return [
    ...changedInputs.map(inputNote),
    ...(otherVersion === null
      ? []
      : [`the baseline is of planner ${otherVersion.baseline}, this is ${otherVersion.now}`]),
    ...(difference === null && intervals.baseline > 0
      ? ['decisions are not compared: the intervals are of other lengths']
      : []),
    ...(difference !== null && intervals.baseline !== intervals.now
      ? [
          `the baseline has ${intervals.baseline} intervals, this run ${intervals.now}: decisions are compared over the first ${difference.compared}`,
        ]
      : []),
  ]
}

function inputNote({ input, baseline, now }: InputChange): string {
  const side = (file: typeof now) =>
    file === null ? 'none' : `${file.name} (${file.sha256.slice(0, SHORT)})`
  return `the ${input} changed: ${side(baseline)} → ${side(now)}`
}
