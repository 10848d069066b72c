/** The little of a key-value store (etcd live, a map offline) that the virtual protocol needs. */
export interface KeyValueStore {
  /** The value, or undefined when the key is absent. */
  get(key: string, signal?: AbortSignal): Promise<string | undefined>
  /** Every key that begins so, with its value, as they stood at one moment. */
  list(prefix: string, signal?: AbortSignal): Promise<ReadonlyMap<string, string>>
  /**
   * Writes all entries in their order; in one transaction where the store has them.
   * False, and nothing is written, when a condition does not hold.
   */
  put(entries: readonly KeyValueEntry[], options?: PutOptions): Promise<boolean>
}

export type KeyValueEntry = readonly [key: string, value: string]

export interface PutOptions {
  /** What these keys must hold at the moment of writing; undefined: the key must be absent. */
  readonly onlyIf?: readonly (readonly [key: string, value: string | undefined])[]
  readonly signal?: AbortSignal | undefined
}
