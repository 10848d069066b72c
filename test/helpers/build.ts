import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const INPUTS = ['src', 'commands', 'assemblyscript.config.js', 'esbuild.config.js', 'package.json']
/** Written last by the build. */
const OUTPUT = 'oclif.manifest.json'

declare module 'vitest' {
  interface ProvidedContext {
    /** Why dist/ is not what the sources say; empty when it is. */
    readonly buildError: string
  }
}

/** Global setup: builds dist/ when a source is newer, so that test/e2e runs what is written now. */
export default function setup(project: TestProject): void {
  project.provide('buildError', isFresh() ? '' : tryBuild())
}

function tryBuild(): string {
  try {
    execFileSync(process.execPath, ['esbuild.config.js', '--no-types'], {
      cwd: ROOT,
      stdio: 'pipe',
    })
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function isFresh(): boolean {
  const built = modified(OUTPUT)
  return built !== null && INPUTS.every((input) => (newest(input) ?? 0) <= built)
}

function newest(path: string): number | null {
  const own = modified(path)
  if (own === null || !statSync(join(ROOT, path)).isDirectory()) return own
  const below = readdirSync(join(ROOT, path), { recursive: true, encoding: 'utf8' })
  return Math.max(own, ...below.map((name) => modified(join(path, name)) ?? 0))
}

function modified(path: string): number | null {
  return statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs ?? null
}
