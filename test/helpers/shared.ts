import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'

const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url))

/** Whether the public traces, profiles and conformance numbers lie beside the checkout. */
export const sharedIsThere = existsSync(SHARED)

/** A path below `../shared`, the folder with public data beside the checkout. */
export function sharedPath(...parts: readonly string[]): string {
  return SHARED + parts.join('/')
}

/** A suite that reads `../shared`; skipped, and said so in its title, where that is absent. */
export function describeShared(title: string, body: () => void): void {
  if (sharedIsThere) describe(title, body)
  // The body itself would read the absent files while the tests are collected.
  else describe(title, () => it.skip('skipped: ../shared is not beside this checkout', () => {}))
}
