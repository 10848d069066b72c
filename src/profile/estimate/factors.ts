/** The numbers datasheets and config files do not give. Every one can be overridden. */
export interface Factors {
  /** Share of peak FLOPS that matrix products and attention reach. */
  readonly computeEfficiency: number
  /** Share of peak memory bandwidth that weight and KV reads reach. */
  readonly memoryEfficiency: number
  /** Share of interconnect bandwidth that all-reduces reach. */
  readonly allReduceEfficiency: number
  /** Latency of one hop of a ring all-reduce, ms. */
  readonly allReduceHopMs: number
  /** Tokenizing, scheduling and answering one request, ms. */
  readonly requestMs: number
  /** Scheduling, sampling and returning one engine step, ms. */
  readonly stepMs: number
  /** Launches and small kernels of one layer in one step, ms. */
  readonly layerMs: number
  /** Bookkeeping of one running request in one step, ms. */
  readonly sequenceMs: number
  /** Share of the GPU's memory the engine takes. */
  readonly memoryUtilization: number
  /** Driver context, graphs, communication and sampling buffers per GPU, 1e9 bytes. */
  readonly reservedGB: number
  /** Most new tokens in one prefill step. */
  readonly batchedTokens: number
}

/**
 * computeEfficiency, memoryEfficiency, requestMs, layerMs, sequenceMs and reservedGB are fitted, all
 * on one measured profile (Llama-3.1-8B FP8 on one H200); the others are set. docs/profiles.md has
 * the origin of each and the errors on other profiles; a test repeats the fit.
 */
export const DEFAULT_FACTORS: Factors = {
  computeEfficiency: 0.51,
  memoryEfficiency: 0.86,
  allReduceEfficiency: 0.8,
  allReduceHopMs: 0.001,
  requestMs: 16,
  stepMs: 1,
  layerMs: 0.048,
  sequenceMs: 0.02,
  memoryUtilization: 0.9,
  reservedGB: 2,
  batchedTokens: 8192,
}
