import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { UserError } from '../domain/user-error.js'
import type { JournalInterval, JournalStart } from '../run/journal.js'
import { fileError } from './file-error.js'
import { rotatedPath } from './journal.js'

export interface JournalOptions {
  readonly path: string
  /** A file is put aside before it grows beyond this. */
  readonly mostBytes: number
  /** Files put aside that are kept. */
  readonly keep: number
  /** What a new file begins with: all it takes to replay what follows. */
  readonly startLine: () => JournalStart
}

/** Appends to a journal, a line at a time, each on disk before the next; puts full files aside. */
export class JournalWriter {
  private handle: FileHandle | null = null
  private bytes = 0
  /** After a line was lost the next one could not be replayed: a start line has to come first. */
  private isBroken = false

  constructor(private readonly options: JournalOptions) {}

  /** @throws UserError when it cannot be written. */
  async start(line: JournalStart): Promise<void> {
    await this.explained(() => this.write(line))
  }

  async append(line: JournalInterval): Promise<void> {
    const isFull = this.bytes > 0 && this.bytes + sizeOf(line) > this.options.mostBytes
    await this.explained(async () => {
      if (isFull) await this.rotate()
      if (isFull || this.isBroken) await this.write(this.options.startLine())
      await this.write(line)
    })
  }

  async close(): Promise<void> {
    await this.handle?.close()
    this.handle = null
  }

  private async write(line: JournalStart | JournalInterval): Promise<void> {
    const handle = this.handle ?? (await this.open())
    const text = `${JSON.stringify(line)}\n`
    await handle.appendFile(text)
    await handle.datasync()
    this.bytes += Buffer.byteLength(text)
  }

  /** A line that a killed process left unfinished is closed, so that ours begins on its own. */
  private async open(): Promise<FileHandle> {
    const { path } = this.options
    const handle = await open(path, 'a+')
    const stat = await handle.stat()
    if (!stat.isFile()) {
      await handle.close()
      throw new UserError(`cannot write ${path}: it is not a regular file`)
    }
    this.handle = handle
    this.bytes = stat.size
    if (stat.size > 0 && !(await endsLine(handle, stat.size))) await handle.appendFile('\n')
    return handle
  }

  private async rotate(): Promise<void> {
    const { path, keep } = this.options
    await this.close()
    await rm(rotatedPath(path, Math.max(1, keep)), { force: true })
    for (let number = keep - 1; number >= 1; number--) {
      await rename(rotatedPath(path, number), rotatedPath(path, number + 1)).catch(ignoreMissing)
    }
    if (keep > 0) await rename(path, rotatedPath(path, 1))
    else await rm(path)
    this.bytes = 0
  }

  private async explained(act: () => Promise<void>): Promise<void> {
    try {
      await act()
      this.isBroken = false
    } catch (error) {
      this.isBroken = true
      await this.close().catch(() => undefined)
      throw fileError(error, { doing: 'write', path: this.options.path })
    }
  }
}

async function endsLine(handle: FileHandle, size: number): Promise<boolean> {
  const last = Buffer.alloc(1)
  await handle.read(last, 0, 1, size - 1)
  return last.toString('latin1') === '\n'
}

function sizeOf(line: JournalInterval): number {
  return Buffer.byteLength(JSON.stringify(line)) + 1
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
