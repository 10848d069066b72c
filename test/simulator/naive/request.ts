/** A request of the naive simulator, with the time of every single token. */
export interface NaiveRequest {
  readonly index: number
  readonly rank: number
  readonly arrival: number
  readonly isl: number
  readonly osl: number
  /** Each by its id and those before it. */
  readonly blocks: readonly string[]
  prompt: number
  prefilled: number
  emitted: number
  /** Emission times at the client. */
  tokens: number[]
  /** The last token came with the KV cache and is not delivered. */
  travelling: boolean
  /** Lost its KV cache at decode. */
  evicted: boolean
  /** The prefill replica that holds its KV cache. */
  holder: { held: Set<NaiveRequest> } | null
  queueEnd: number
  passEnd: number
  joined: number
  transfer: number
  first: number
  preemptions: number
  kills: number
}

export function contextOf(request: NaiveRequest): number {
  return request.isl + request.emitted
}
