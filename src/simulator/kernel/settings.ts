// Set by the host before begin(); ../settings.ts and ../engine/engine.ts say what they mean.

export let isContextTerm: bool = true
export let prefillTokenBudget: f64 = 0
export let prefillMaxRequests: f64 = 0
/** The part of TTFT that each pass pays once. */
export let prefillConstantMs: f64 = 0
export let kvCapacityTokens: f64 = 0
/** KV tokens that decode admission leaves free. */
export let watermarkTokens: f64 = 0
export let maxNumSeqs: f64 = 0
/** On the wire for each token of a prompt, ms. */
export let transferMsPerToken: f64 = 0
/** Infinity: replicas drain until they are empty. */
export let killAfterMs: f64 = Infinity
export let retriesKilled: bool = true
export let ttftEnds: i32 = 0
export let router: i32 = 0
export let hasPrefixCache: bool = false
/** Decode step times are straight lines between the nodes of step-lines.ts. */
export let hasStepLines: bool = false

export const TTFT_ENDS_CLIENT: i32 = 0
export const TTFT_ENDS_PREFILL: i32 = 1
export const TTFT_ENDS_DECODE: i32 = 2

export const LEAST_LOADED: i32 = 0
export const ROUND_ROBIN: i32 = 1
export const PREFIX_AWARE: i32 = 2
