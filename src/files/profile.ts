import { stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { ROLES, type Role } from '../domain/role.js'
import { UserError } from '../domain/user-error.js'
import type { Profile } from '../profile/profile.js'
import { readProfileDirectory } from './profile-directory.js'
import { unknownProfile } from './profile-names.js'
import { isPreSweptKey, readPreSweptProfile } from './profile-pre-swept.js'

export interface ProfileRequest {
  /** A pre-swept key, a directory, or the name of a shipped profile. */
  readonly name: string
  /** Where a relative directory is looked up; the working directory when absent. */
  readonly folder?: string
  /** Where pre-swept sets lie, one directory a set; null when the user named none. */
  readonly preSweptDir: string | null
  /** Where the shipped profiles lie, one directory a profile. */
  readonly shippedDir: string
  /**
   * The roles that must be there. Others are not read at all. Left out: both are read, one may be
   * missing and is null then.
   */
  readonly roles?: readonly Role[]
}

/**
 * Reads and checks a profile. What `name` means is tried in this order: pre-swept key, directory,
 * shipped name. Throws a UserError that names the file and key at fault, or the nearest names.
 */
export async function readProfile(request: ProfileRequest): Promise<Profile> {
  const { name, preSweptDir, shippedDir } = request
  const required = request.roles ?? []
  const roles = request.roles ?? ROLES
  if (isPreSweptKey(name)) return readPreSweptProfile({ key: name, preSweptDir, roles, required })
  const directory = inFolder(name, request.folder)
  if (await isDirectory(directory)) {
    return readProfileDirectory({ directory, name, roles, required })
  }
  const shipped = join(shippedDir, name)
  if (/^[\w.+-]+$/.test(name) && !/^\.+$/.test(name) && (await isDirectory(shipped))) {
    return readProfileDirectory({ directory: shipped, name, roles, required })
  }
  throw await unknownProfile(name, shippedDir)
}

/** A path that stood in a file of some folder, seen from the working directory. */
export function inFolder(path: string, folder = '.'): string {
  return isAbsolute(path) || path === '' || folder === '.' ? path : join(folder, path)
}

async function isDirectory(path: string): Promise<boolean> {
  if (path === '' || path.includes('\0')) return false
  const found = await stat(path).catch(() => null)
  if (found?.isFile()) {
    throw new UserError(
      `profile ${path} is a file; a directory, a shipped name or a pre-swept key is needed`,
    )
  }
  return found?.isDirectory() ?? false
}
