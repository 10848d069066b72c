import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestProject } from 'vitest/node'

/** Its input ends with the run, also one that is killed; then all that is listed ends, and the folder goes. */
const WATCH = `
read -r _
for entry in "$1"/pids/*; do
  kill -9 "\${entry##*/}" 2>/dev/null
done
rm -rf -- "$1"
`

/** Global setup, after scratch.ts: no server outlives the run, whatever becomes of the run. */
export default function setup(project: TestProject): () => Promise<void> {
  const { scratch } = project.getProvidedContext()
  // In a session of its own, so that what ends the run and its whole process group leaves it alone.
  const watch = spawn('sh', ['-c', WATCH, 'sh', scratch], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  return async () => {
    watch.stdin.end()
    await once(watch, 'exit')
  }
}
