import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** This package's folder, seen from the sources as from the bundle. */
export function packageRoot(from: string = import.meta.url): string {
  return nearestPackage(dirname(fileURLToPath(from)))
}

export function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}

/** The nearest folder above that holds a package.json. */
function nearestPackage(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error(`no package.json above ${folder}`)
  return nearestPackage(above)
}
