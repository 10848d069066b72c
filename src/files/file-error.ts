import { UserError } from '../domain/user-error.js'

const WHAT: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'it is a directory, a file is needed',
  ENOTDIR: 'a part of the path is a file, not a directory',
  EEXIST: 'a file stands where a directory is needed',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EIO: 'the device failed',
}

/** A failed file operation as a UserError; anything that is not one comes back as it is. */
export function fileError(
  error: unknown,
  { doing, path }: { doing: 'read' | 'write'; path: string },
): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error
  const code = (error as NodeJS.ErrnoException).code
  if (code === undefined) return error
  const what = WHAT[code]
  if (what === undefined && !/^E[A-Z0-9]+$/.test(code)) return error
  return new UserError(`cannot ${doing} ${path}: ${what ?? code}`, { cause: error })
}
