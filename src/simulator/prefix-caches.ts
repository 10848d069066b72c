import type { Engine } from './engine/engine.js'
import { PrefixCache } from './prefix-cache.js'
import type { PromptBlocks } from './prompt-blocks.js'
import type { PrefixCacheScope } from './settings.js'

/** The prefix caches of the prefill replicas, by replica id: one of its own for each, or the one they share. */
export class PrefixCaches {
  private readonly shared: PrefixCache | null
  private readonly blocksPerReplica: number
  /** Undefined once the replica is gone. */
  private readonly caches: (PrefixCache | undefined)[] = []

  constructor(
    scope: PrefixCacheScope,
    private readonly blocks: PromptBlocks,
    { kvCapacityTokens }: Engine,
  ) {
    this.blocksPerReplica = Math.floor(kvCapacityTokens / blocks.blockSize)
    this.shared = scope === 'shared' ? new PrefixCache(blocks, 0) : null
  }

  open(replicaId: number): void {
    this.caches[replicaId] = this.shared ?? new PrefixCache(this.blocks, this.blocksPerReplica)
  }

  close(replicaId: number): void {
    this.caches[replicaId] = undefined
  }

  /** The shared cache is as large as the KV caches of all ready replicas together. */
  resize(readyReplicas: number): void {
    this.shared?.shrinkTo(readyReplicas === 0 ? 0 : readyReplicas * this.blocksPerReplica)
  }

  /** How many of a request's first blocks a replica holds. */
  match(replicaId: number, request: number): number {
    return this.caches[replicaId]!.match(request)
  }

  /** Tokens of a prompt that a replica holds; what it goes on holding has to fit beside the prompts in work. */
  take(replicaId: number, request: number, roomTokens: number): number {
    const cache = this.caches[replicaId]!
    const tokens = cache.match(request) * this.blocks.blockSize
    if (this.shared === null) cache.shrinkTo(Math.floor(roomTokens / this.blocks.blockSize))
    return tokens
  }

  insert(replicaId: number, request: number): void {
    this.caches[replicaId]!.insert(request)
  }
}
