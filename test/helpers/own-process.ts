import type { ChildProcess } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

/**
 * Puts a process on the list of those that end with the run, however that ends; process-watch.ts sees to it.
 * `group`: with all that it has started, as it leads a process group.
 */
export function ownProcess<T extends ChildProcess>(child: T, { group = false } = {}): T {
  const folder = join(inject('scratch'), 'pids')
  mkdirSync(folder, { recursive: true })
  const entry = join(folder, `${group ? '-' : ''}${child.pid}`)
  writeFileSync(entry, '')
  child.once('exit', () => rmSync(entry, { force: true }))
  return child
}
