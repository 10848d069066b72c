import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

/** Global setup, after scratch.ts: ends the servers that tests have shared. */
export default function setup(project: TestProject): () => void {
  const pids = join(project.getProvidedContext().scratch, 'pids')
  return () => {
    if (!existsSync(pids)) return
    for (const pid of readFileSync(pids, 'utf8').trim().split('\n')) {
      try {
        process.kill(Number(pid), 'SIGKILL')
      } catch {
        // It has ended already.
      }
    }
  }
}
