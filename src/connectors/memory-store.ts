import type { KeyValueStore } from './key-value-store.js'

/** A store that lives in this process: for the dry run and for tests of the protocol. */
export function createMemoryStore(
  entries: Iterable<readonly [string, string]> = [],
): KeyValueStore {
  const values = new Map(entries)
  return {
    async get(key) {
      return values.get(key)
    },
    async put(written) {
      for (const [key, value] of written) values.set(key, value)
    },
  }
}
