// What the kernel asks of its host, simulator.ts. Milliseconds and tokens are floating point on both sides.

/** Writes the next arrivals into the buffer of arrivals.ts: how many; 0 after the last. */
export declare function takeArrivals(): i32
/** Takes so many requests that have ended from the buffer of outcomes.ts. */
export declare function giveOutcomes(count: i32): void

/** The TTFT curve. */
export declare function ttftMs(tokens: f64): f64
/** Finds the segment of decode step times from (batch, KV tokens) on; returns its first step, ms. */
export declare function locateStep(batch: f64, kvTokens: f64): f64
/** Of the segment found last: more time for each token more. */
export declare function stepGrowthMs(): f64
/** Of the segment found last: the first KV tokens for which it no longer holds. */
export declare function stepEndTokens(): f64

/** How long the next new replica takes until it serves. */
export declare function drawStartupMs(): f64

/** A prefill replica has been made; it has a prefix cache. */
export declare function openCache(replicaId: i32): void
export declare function closeCache(replicaId: i32): void
/** So many prefill replicas are ready. */
export declare function resizeCaches(readyReplicas: i32): void
/** Blocks of a request that a replica has cached. */
export declare function cachedBlocks(replicaId: i32, request: u32): i32
/** Tokens of a prompt that a replica has cached, after which no more than `roomTokens` stay cached. */
export declare function cachedTokens(replicaId: i32, request: u32, roomTokens: f64): f64
export declare function cacheBlocks(replicaId: i32, request: u32): void
