import { rmSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UserError } from '../domain/user-error.js'
import { fileError } from './file-error.js'
import { makeFolder, removeIfEmpty } from './write-atomic.js'

/** Locks that are held, and the folders made for them, the innermost first. */
const held = new Map<string, readonly string[]>()

/**
 * Does the work while nobody else does it: a file stands for as long as it lasts.
 * @throws UserError when it stands already. One left behind by a process that was killed is not taken away
 * by itself: two that both find it would both take it.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await take(path)
  try {
    return await work()
  } finally {
    release(path)
  }
}

/** Synchronous, for the way out. */
export function releaseLocks(): void {
  for (const path of [...held.keys()]) release(path)
}

async function take(path: string): Promise<void> {
  const folders: string[] = []
  try {
    await makeFolder(dirname(path), folders)
    const handle = await open(path, 'wx')
    held.set(path, folders)
    await handle.writeFile(`${process.pid}\n`).finally(() => handle.close())
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw fileError(error, { doing: 'write', path })
    }
    throw await lockedError(path)
  }
}

async function lockedError(path: string): Promise<UserError> {
  const owner = (await readFile(path, 'utf8').catch(() => '')).trim()
  const who = owner === '' ? 'another process' : `process ${owner}`
  return new UserError(`${who} is updating the same baselines: ${path} stands`, {
    hint: 'wait until it is done; if nothing runs any more, remove that file',
  })
}

function release(path: string): void {
  rmSync(path, { force: true })
  for (const folder of held.get(path) ?? []) removeIfEmpty(folder)
  held.delete(path)
}
