import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for what tests write; gone when the run ends. */
    readonly scratch: string
  }
}

/** Global setup: one folder a run, however many tests put theirs into it; process-watch.ts removes it. */
export default function setup(project: TestProject): void {
  project.provide('scratch', mkdtempSync(join(tmpdir(), 'planner-test-')))
}
