import { join } from 'node:path'
import { packageRoot } from './package.js'
import { directoriesIn } from './profile-names.js'

/** Where this package's own profiles lie, one directory a profile. */
export function shippedProfilesDirectory(from: string = import.meta.url): string {
  return join(packageRoot(from), 'profiles')
}

/** Names `--profile` takes without a path, sorted. */
export async function shippedProfileNames(): Promise<readonly string[]> {
  return directoriesIn(shippedProfilesDirectory())
}
