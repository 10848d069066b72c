import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'
import { ownProcess } from './own-process.js'

export const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

export interface Ended {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Standard input; nothing and closed when absent. */
  readonly input?: string
  /** Called with the running process. */
  readonly started?: (child: ChildProcess) => void
}

/** Runs the real bin as a user's shell would, away from any terminal. */
export function runPlanner(args: readonly string[], options: RunOptions): Promise<Ended> {
  const unbuilt = inject('buildError')
  if (unbuilt !== '') throw new Error(`dist/ could not be built: ${unbuilt}`)
  const child = ownProcess(
    spawn(process.execPath, [BIN, ...args], {
      cwd: options.cwd,
      env: { ...plainEnvironment(), ...options.env },
    }),
  )
  child.stdin.on('error', () => undefined)
  if (options.started) options.started(child)
  else child.stdin.end(options.input ?? '')
  return ended(child)
}

/** The first line of standard error; all of it must be that line and at most a hint. */
export function errorLine({ stderr }: Ended): string {
  const lines = stderr.trimEnd().split('\n')
  const isShape = lines[0]?.startsWith('error: ') && (lines[1]?.startsWith('hint: ') ?? true)
  if (!isShape || lines.length > 2) throw new Error(`not one line of error: ${stderr}`)
  return lines[0]!.slice('error: '.length)
}

/** An empty folder, removed after the file's tests. */
export function scratchFolder(): string {
  return mkdtempSync(join(inject('scratch'), 'e2e-'))
}

/** Everything below a folder, sorted. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
}

function ended(child: ChildProcess): Promise<Ended> {
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, ...output }))
  })
}

/** Settings of whoever runs the tests must not reach the program. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return { PATH, HOME, TMPDIR, SHELL: '/bin/bash' }
}
