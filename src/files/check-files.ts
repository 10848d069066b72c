import { existsSync, statSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileError } from './file-error.js'

export const DEFAULT_CHECK_FILE = 'planner.check.yaml'

/** @throws UserError when it cannot be read. */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError(error, { doing: 'read', path })
  })
}

/** Null when there is none. */
export async function readTextIfThere(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fileError(error, { doing: 'read', path })
  })
}

/** The folder that version control looks after, above a path; null where there is none. */
export function checkoutOf(path: string): string | null {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return null
  }
}

/** Whether a file lies below a folder, links followed. One that is not there lies where its name says. */
export async function liesWithin(path: string, folder: string): Promise<boolean> {
  const real = async (one: string) => realpath(one).catch(() => resolve(one))
  const below = relative(await real(folder), await real(path))
  return below !== '..' && !below.startsWith('../') && !below.startsWith('..\\')
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
