import { rmdirSync, rmSync } from 'node:fs'
import { mkdir, open, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UserError } from '../domain/user-error.js'
import { fileError } from './file-error.js'

export interface OutputFile {
  readonly path: string
  /** The whole content, or pieces of it in order. */
  readonly data: string | Uint8Array | AsyncIterable<string | Uint8Array>
}

/** What one write has made that must go when it fails or the process is cut off. */
class Pending {
  readonly files = new Set<string>()
  /** The innermost first. */
  readonly folders: string[] = []

  remove(): void {
    for (const path of this.files) rmSync(path, { force: true })
    for (const folder of this.folders) removeIfEmpty(folder)
  }
}

const inFlight = new Set<Pending>()

/**
 * Writes a whole file or nothing: to a temporary file beside it, then renamed. Folders are made.
 * An unwritable folder or a full disk is a UserError, and the temporary file is removed.
 */
export async function writeAtomic(path: string, data: OutputFile['data']): Promise<void> {
  await writeAllAtomic([{ path, data }])
}

/** Several files that belong together: all are whole on disk before the first takes its place. */
export async function writeAllAtomic(files: readonly OutputFile[]): Promise<void> {
  const pending = new Pending()
  inFlight.add(pending)
  try {
    const temporaries: string[] = []
    for (const file of files)
      temporaries.push(await explained(file.path, () => stage(file, pending)))
    for (const [i, { path }] of files.entries()) {
      await explained(path, () => rename(temporaries[i]!, path))
      pending.files.delete(temporaries[i]!)
    }
  } catch (error) {
    pending.remove()
    throw error
  } finally {
    inFlight.delete(pending)
  }
}

/** Synchronous, for the way out: nothing half-written stays, nor an empty folder made for it. */
export function removeTemporaries(): void {
  for (const pending of inFlight) pending.remove()
}

async function stage({ path, data }: OutputFile, pending: Pending): Promise<string> {
  await makeFolder(dirname(path), pending.folders)
  await refuseOther(path)
  const temporary = temporaryBeside(path)
  pending.files.add(temporary)
  const handle = await open(temporary, 'wx')
  try {
    await writeFile(handle, data)
  } finally {
    await handle.close()
  }
  return temporary
}

let staged = 0

/** No other process has this name at this time; node:crypto would take a twentieth of a start to load. */
function temporaryBeside(path: string): string {
  staged += 1
  return `${path}.${process.pid}.${Date.now().toString(36)}${staged}.tmp`
}

/**
 * Makes a folder and those above it, the innermost first in `made`. Level by level: mkdir's own `recursive` never
 * ends in Node 20 where a folder that exists refuses a new one as missing, as /proc does.
 */
export async function makeFolder(folder: string, made: string[]): Promise<void> {
  if (await exists(folder)) return
  const above = dirname(folder)
  if (above !== folder) await makeFolder(above, made)
  try {
    await mkdir(folder)
    made.unshift(folder)
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

/**
 * A rename onto a folder would fail only after other files have taken their places; onto a device it would
 * put a file where the device was.
 */
async function refuseOther(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined)
  if (there === undefined || there.isFile()) return
  if (there.isDirectory()) throw Object.assign(new Error(path), { code: 'EISDIR' })
  throw new UserError(`cannot write ${path}: it is not a regular file`)
}

async function explained<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw fileError(error, { doing: 'write', path })
  }
}

export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Something else lies in it, or it is gone: either way it is not ours to remove.
  }
}
