import { type FileHandle, open } from 'node:fs/promises'
import { addAbortSignal, pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { UserError } from '../domain/user-error.js'
import { fileError } from './file-error.js'

/** Bytes asked of a file at a time. */
const CHUNK_BYTES = 1024 * 1024

export interface InputOptions {
  /** `-` is standard input. */
  readonly path: string
  /** Aborted: reading stops at once and throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Told after each piece read, before anything is unpacked. */
  readonly onBytes?: (progress: InputProgress) => void
  /** Stands for standard input. */
  readonly standardInput?: Readable
}

export interface InputProgress {
  /** Bytes read from the file as it lies there, compressed or not. */
  readonly bytesRead: number
  /** Size of the file, or null when that is not known beforehand. */
  readonly totalBytes: number | null
}

/** How messages name a path. */
export function inputLabel(path: string): string {
  return path === '-' ? 'standard input' : path
}

/**
 * The bytes of a file or of standard input in chunks, unpacked when they are gzip (told from the
 * first two bytes). A chunk is good until the next is asked for: files are read into one buffer.
 */
export async function* readInput(options: InputOptions): AsyncGenerator<Uint8Array> {
  const { path, signal } = options
  const raw = path === '-' ? standardInputChunks(options) : fileChunks(options)
  try {
    const [first, rest] = await peek(raw)
    yield* first !== null && isGzip(first) ? unpacked(rest, options) : rest
  } catch (error) {
    signal?.throwIfAborted()
    throw gzipError(error, path) ?? fileError(error, { doing: 'read', path: inputLabel(path) })
  } finally {
    // Not awaited: a read that an abort left behind, of a pipe say, would hold it up.
    void raw.return(undefined).catch(() => undefined)
  }
}

async function* fileChunks(options: InputOptions): AsyncGenerator<Uint8Array> {
  const { path, signal, onBytes } = options
  const handle = await open(path, 'r')
  try {
    const stat = await handle.stat()
    const totalBytes = stat.isFile() ? stat.size : null
    const buffer = new Uint8Array(CHUNK_BYTES)
    for (let bytesRead = 0; ; ) {
      const count = await readOnce(handle, buffer, signal)
      if (count === 0) return
      bytesRead += count
      onBytes?.({ bytesRead, totalBytes })
      yield buffer.subarray(0, count)
    }
  } finally {
    void handle.close().catch(() => undefined)
  }
}

async function readOnce(
  handle: FileHandle,
  buffer: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<number> {
  signal?.throwIfAborted()
  const reading = handle.read(buffer, 0, buffer.length, null)
  if (signal === undefined) return (await reading).bytesRead
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return (await Promise.race([reading, aborted])).bytesRead
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

async function* standardInputChunks(options: InputOptions): AsyncGenerator<Uint8Array> {
  const { signal, onBytes, standardInput = process.stdin } = options
  signal?.throwIfAborted()
  const stream = signal === undefined ? standardInput : addAbortSignal(signal, standardInput)
  let bytesRead = 0
  for await (const chunk of stream) {
    bytesRead += chunk.length
    onBytes?.({ bytesRead, totalBytes: null })
    yield chunk
  }
}

/** The first two bytes at least, and all chunks with them. */
async function peek(
  chunks: AsyncGenerator<Uint8Array>,
): Promise<[Uint8Array | null, AsyncGenerator<Uint8Array>]> {
  const { value: first } = await chunks.next()
  if (!first) return [null, chunks]
  if (first.length > 1) return [first, rejoin(first, chunks)]
  const head = Uint8Array.from(first)
  const { value: second } = await chunks.next()
  const both = second ? Buffer.concat([head, second]) : head
  return [both, rejoin(both, chunks)]
}

async function* rejoin(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

async function* unpacked(
  chunks: AsyncGenerator<Uint8Array>,
  { signal }: InputOptions,
): AsyncGenerator<Uint8Array> {
  // Copied, because the stream holds chunks back while the one read buffer is filled anew.
  const packed = Readable.from(copies(chunks), { highWaterMark: 1 })
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  if (signal !== undefined) addAbortSignal(signal, gunzip)
  // A fault of either stream ends both; it reaches the reader of the second.
  pipeline(packed, gunzip, () => undefined)
  yield* gunzip
}

async function* copies(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk)
}

/** A fault of the compressed data as a UserError, or null. */
function gzipError(error: unknown, path: string): UserError | null {
  const code = error instanceof Error ? String((error as NodeJS.ErrnoException).code) : ''
  if (!code.startsWith('Z_')) return null
  const what = code === 'Z_BUF_ERROR' ? 'the gzip data ends too early' : 'the gzip data is damaged'
  return new UserError(`cannot read ${inputLabel(path)}: ${what}`, { cause: error })
}
