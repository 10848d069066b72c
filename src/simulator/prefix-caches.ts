import type { Engine } from './engine/engine.js'
import { PrefixCache } from './prefix-cache.js'
import type { PromptBlocks } from './prompt-blocks.js'
import type { PrefixCacheScope } from './settings.js'

/** Gives each prefill replica its prefix cache: one of its own, or the one they share. */
export class PrefixCaches {
  private readonly shared: PrefixCache | null
  private readonly blocksPerReplica: number

  constructor(
    private readonly scope: PrefixCacheScope,
    private readonly blocks: PromptBlocks | null,
    { kvCapacityTokens }: Engine,
  ) {
    this.blocksPerReplica = blocks ? Math.floor(kvCapacityTokens / blocks.blockSize) : 0
    this.shared = blocks && scope === 'shared' ? new PrefixCache(blocks, 0) : null
  }

  forReplica(): PrefixCache | null {
    if (this.blocks === null || this.scope === 'off') return null
    return this.shared ?? new PrefixCache(this.blocks, this.blocksPerReplica)
  }

  /** The shared cache is as large as the KV caches of all serving replicas together. */
  resize(replicas: number): void {
    this.shared?.shrinkTo(replicas === 0 ? 0 : replicas * this.blocksPerReplica)
  }
}
