import type { OnBadLine } from '../../src/domain/settings.js'
import type { RequestRow } from '../../src/trace/request-row.js'
import { TraceParser } from '../../src/trace/trace-parser.js'

export interface ReadRequest {
  readonly arrivalMs: number
  readonly isl: number
  readonly osl: number
  /** null when the line had no list. */
  readonly blocks: readonly number[] | null
}

/** Reads a trace held in memory, cut into chunks of any size; the request list is for tests alone. */
export function readText(
  text: string | Uint8Array,
  options: { onBadLine?: OnBadLine; chunkBytes?: number; wantsBlocks?: boolean } = {},
) {
  const { onBadLine = 'error', chunkBytes = 1 << 20, wantsBlocks = true } = options
  const requests: ReadRequest[] = []
  const sink = { wantsBlocks, add: (row: RequestRow) => void requests.push(copy(row)) }
  const parser = new TraceParser({ name: 'trace', onBadLine, sink })
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    // A copy of its own length: nothing readable lies behind the chunk.
    parser.push(bytes.slice(at, at + chunkBytes))
  }
  return { requests, summary: parser.finish() }
}

function copy({ arrivalMs, isl, osl, hasBlocks, blocks, blockCount }: RequestRow): ReadRequest {
  return { arrivalMs, isl, osl, blocks: hasBlocks ? [...blocks.subarray(0, blockCount)] : null }
}
