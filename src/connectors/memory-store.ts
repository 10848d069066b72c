import type { KeyValueEntry, KeyValueStore } from './key-value-store.js'

/** A store that lives in this process: for the dry run and for tests of the protocol. */
export function createMemoryStore(entries: Iterable<KeyValueEntry> = []): KeyValueStore {
  const values = new Map(entries)
  return {
    async get(key) {
      return values.get(key)
    },
    async list(prefix) {
      return new Map([...values].filter(([key]) => key.startsWith(prefix)))
    },
    async put(written, { onlyIf = [] } = {}) {
      if (onlyIf.some(([key, value]) => values.get(key) !== value)) return false
      for (const [key, value] of written) values.set(key, value)
      return true
    },
  }
}
