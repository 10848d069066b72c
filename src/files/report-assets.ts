import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ReportAssets } from '../report/html/html.js'
import { fileError } from './file-error.js'

/** Where the build puts the page's fixed parts and the fonts, below the package's root. */
const BUILT = 'dist'

/** Reads the page's fixed parts; about half a megabyte, mostly the chart runtime. */
export async function readReportAssets({
  folder = builtFolder(),
  live = false,
}: {
  readonly folder?: string
  /** For the page that `planner live` serves. */
  readonly live?: boolean
} = {}): Promise<ReportAssets> {
  const [head, tail] = await Promise.all([
    readText(join(folder, 'report', live ? 'live-head.html' : 'head.html')),
    readText(join(folder, 'report', 'tail.html')),
  ])
  return { head, tail }
}

/** Font files for pictures: regular and bold. */
export function fontFiles(folder = builtFolder()): readonly string[] {
  return ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(folder, 'fonts', name))
}

/** This module lies in src/files or, bundled, somewhere in dist: the package's root is above both. */
function builtFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) {
    folder = dirname(folder)
  }
  return join(folder, BUILT)
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError(error, { doing: 'read', path })
  })
}
