import { isJournal, readJournal } from '../../files/journal.js'
import { readResult } from '../../files/result.js'
import { journalResult } from '../../run/journal-result.js'
import type { Result } from '../../run/result.js'

/** A result file of `planner dryrun`, or a journal of `planner live` as one. */
export async function readResultOrJournal(path: string): Promise<Result> {
  if (!(await isJournal(path))) return readResult(path)
  const { lines, tornLines } = await readJournal(path)
  const result = journalResult(lines, path)
  if (tornLines === 0) return result
  const torn = `${tornLines} line${tornLines === 1 ? '' : 's'} unfinished, where the planner was killed`
  return { ...result, warnings: [...result.warnings, torn] }
}
