import type { CheckView } from './view.js'

/** Everything that is known, for programs: full precision, the same bytes for the same inputs. */
export function checkJson({ cases, checkFile, plannerVersion }: CheckView): object {
  return {
    schemaVersion: 1,
    plannerVersion,
    checkFile,
    cases: cases.map(({ report, ending, changedSettings }) => {
      const { name, place, notes, outcome } = report
      return { name, ending, place, notes, changedSettings, outcome }
    }),
  }
}

export function renderCheckJson(view: CheckView): string {
  return `${JSON.stringify(checkJson(view), null, 2)}\n`
}
