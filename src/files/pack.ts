import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'

/** Characters handed on at a time. */
export const BATCH_CHARACTERS = 256 * 1024

/** Whether a file of that name is packed by gzip. */
export function isPacked(path: string): boolean {
  return path.endsWith('.gz')
}

/** The same text packed by gzip, as the receiver takes it. */
export function packed(text: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  const gzip = createGzip({ level: 9 })
  // A fault of the source, an abort say, ends the packing; it reaches the reader of `gzip`.
  pipeline(Readable.from(text, { objectMode: true, highWaterMark: 1 }), gzip, () => undefined)
  return gzip
}
