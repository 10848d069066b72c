import { readFile } from 'node:fs/promises'
import { fileError } from './file-error.js'

/** Found without being named when it lies in the working directory. */
export const DEFAULT_CONFIG = 'planner.yaml'

export interface ConfigText {
  readonly path: string
  readonly text: string
}

/** The settings file that was named, or the one in the working directory, or null. */
export async function readPlannerConfig(named: string | undefined): Promise<ConfigText | null> {
  const path = named ?? DEFAULT_CONFIG
  try {
    return { path, text: await readFile(path, 'utf8') }
  } catch (error) {
    if (named === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fileError(error, { doing: 'read', path })
  }
}
