import type { Factors } from './factors.js'
import type { Gpu } from './gpu.js'
import type { ModelShape } from './model-shape.js'
import type { KvPrecision, Precision } from './precision.js'

/** One engine: a model on `tensorParallel` GPUs. What every part of the estimate reads. */
export interface Engine {
  readonly gpu: Gpu
  readonly model: ModelShape
  readonly weights: Precision
  readonly kv: KvPrecision
  /** GPUs the model is split over. */
  readonly tensorParallel: number
  /** Most requests decoded at once. */
  readonly maxBatchSize: number
  readonly factors: Factors
}
