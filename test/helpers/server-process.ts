import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownProcess } from './own-process.js'
import { until } from './until.js'

export interface ServerProcess {
  readonly child: ChildProcess
  /** Path of the file with what it has said, in all its lives in that folder. */
  readonly log: string
}

/** A real server that keeps its data and its log in `folder`. */
export function startServer(server: {
  readonly path: string
  readonly args: readonly string[]
  readonly folder: string
  /** Lives on when the worker that started it ends. */
  readonly detached?: boolean
}): ServerProcess {
  const { path, args, folder, detached = false } = server
  const log = join(folder, 'log.txt')
  const output = openSync(log, 'a')
  const child = ownProcess(spawn(path, args, { detached, stdio: ['ignore', output, output] }))
  closeSync(output)
  if (detached) child.unref()
  return { child, log }
}

/** Waits until it answers. One that ends instead fails at once; either failure tells what the server said. */
export async function untilReady(
  what: string,
  { child, log }: ServerProcess,
  isReady: () => Promise<boolean>,
): Promise<void> {
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      reject(new Error(`${what}: it ended instead (${signal ?? `exit code ${code}`})`)),
    )
  })
  try {
    await Promise.race([until(what, isReady), ended])
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${readFileSync(log, 'utf8')}`, { cause: error })
  }
}

/** Ends it at once, and waits until it has. */
export async function killServer({ child }: ServerProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
