import { isJournal, readJournalFile } from '../../files/journal.js'
import type { JournalLine } from '../../run/journal.js'
import type { LoopSettings } from '../settings/resolve-live.js'

/** What earlier runs have written into the newest file of a journal. One that is no journal shows when it is written. */
export async function readFormerLines(
  journal: LoopSettings['journal'],
): Promise<readonly JournalLine[]> {
  if (journal === null || !(await isJournal(journal.path))) return []
  return (await readJournalFile(journal.path)).lines
}
