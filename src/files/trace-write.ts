import type { Writable } from 'node:stream'
import type { RequestRow } from '../trace/request-row.js'
import type { TraceWriter } from '../trace/writers.js'
import { fileError } from './file-error.js'
import { BATCH_CHARACTERS, isPacked, packed } from './pack.js'
import { writeAtomic } from './write-atomic.js'

const WHERE = { doing: 'write', path: 'standard output' } as const

export interface WriteTraceOptions {
  /** `-` is standard output; a name that ends in `.gz` is packed. */
  readonly path: string
  readonly rows: Iterable<RequestRow>
  readonly writer: TraceWriter
  /** Clock time of the rows' time 0, ms since 1970 UTC. */
  readonly originEpochMs: number
  readonly signal?: AbortSignal
  /** Called about every quarter megabyte. */
  readonly onProgress?: (progress: { requests: number }) => void
  /** Stands for standard output. */
  readonly standardOutput?: Writable
}

/**
 * Writes requests as they come, without keeping them; waits where the receiver is slow. A file is
 * whole or not there. Returns the number of requests. An unwritable place is a UserError.
 */
export async function writeTrace(options: WriteTraceOptions): Promise<number> {
  const { path, standardOutput = process.stdout } = options
  const counter = { requests: 0 }
  const text = batches(options, counter)
  if (path === '-') await writeTo(standardOutput, text)
  else await writeAtomic(path, isPacked(path) ? packed(text) : text)
  return counter.requests
}

async function* batches(
  options: WriteTraceOptions,
  counter: { requests: number },
): AsyncGenerator<string> {
  const { rows, writer, originEpochMs, signal, onProgress } = options
  const line = writer.lines(originEpochMs)
  let text = writer.header === null ? '' : `${writer.header}\n`
  for (const row of rows) {
    text += `${line(row)}\n`
    counter.requests++
    if (text.length < BATCH_CHARACTERS) continue
    yield text
    text = ''
    signal?.throwIfAborted()
    onProgress?.(counter)
  }
  yield text
}

/** A reader that has seen enough (`planner trace synth … | head`) ends the writing and is no error. */
async function writeTo(stream: Writable, text: AsyncIterable<string>): Promise<void> {
  const state: { closed: boolean; failure?: Error; wake: () => void } = {
    closed: false,
    wake: () => undefined,
  }
  // oclif's own listener throws, from where nobody can catch it, for all but a closed pipe.
  stream.removeAllListeners('error')
  // Ours stays: the fault of the last write may come after this function is done.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    state.closed = true
    if (error.code !== 'EPIPE') state.failure = error
    state.wake()
  })
  for await (const batch of text) {
    const ready = stream.write(batch)
    if (!ready && !state.closed) {
      await new Promise<void>((resolve) => {
        state.wake = resolve
        stream.once('drain', resolve)
      })
    }
    if (state.failure !== undefined) throw fileError(state.failure, WHERE)
    if (state.closed) return
  }
}
