import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { directoriesIn } from './profile-names.js'

/** Where this package's own profiles lie, one directory a profile, seen from the sources as from the bundle. */
export function shippedProfilesDirectory(from: string = import.meta.url): string {
  return join(packageRoot(dirname(fileURLToPath(from))), 'profiles')
}

/** Names `--profile` takes without a path, sorted. */
export async function shippedProfileNames(): Promise<readonly string[]> {
  return directoriesIn(shippedProfilesDirectory())
}

/** The nearest folder above that holds a package.json. */
function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error(`no package.json above ${folder}`)
  return packageRoot(above)
}
