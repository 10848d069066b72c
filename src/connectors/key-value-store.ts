/** The little of a key-value store (etcd live, a map offline) that the virtual protocol needs. */
export interface KeyValueStore {
  /** The value, or undefined when the key is absent. */
  get(key: string): Promise<string | undefined>
  /** Writes all entries in their order; in one transaction where the store has them. */
  put(entries: readonly (readonly [key: string, value: string])[]): Promise<void>
}
