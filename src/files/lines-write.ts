import { BATCH_CHARACTERS, isPacked, packed } from './pack.js'
import type { OutputFile } from './write-atomic.js'

/** A file of lines that are made as it is written and not kept; packed when its name ends in `.gz`. */
export function linesFile(path: string, lines: Iterable<string>): OutputFile {
  const text = batches(lines)
  return { path, data: isPacked(path) ? packed(text) : text }
}

async function* batches(lines: Iterable<string>): AsyncGenerator<string> {
  let text = ''
  for (const line of lines) {
    text += `${line}\n`
    if (text.length < BATCH_CHARACTERS) continue
    yield text
    text = ''
  }
  yield text
}
