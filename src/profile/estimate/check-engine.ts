import { UserError } from '../../domain/user-error.js'
import type { Engine } from './engine.js'
import { maxKvTokens, planMemory } from './memory.js'
import type { EstimateRequest } from './request.js'

/** Fewest KV tokens and shortest longest context that still give a sweep. */
const MIN_TOKENS = 1024
/** Tensor parallel sizes to offer when a model does not fit. */
const OFFERED = [1, 2, 4, 8, 16, 32] as const

/** Throws a UserError for what cannot run: how the model is split, and what does not fit. */
export function checkEngine({ engine, maxContextLength }: EstimateRequest): void {
  wholeNumber('--tp', engine.tensorParallel, 1)
  wholeNumber('--max-batch-size', engine.maxBatchSize, 1)
  wholeNumber('--max-context', maxContextLength, MIN_TOKENS)
  const misfit = splitFault(engine)
  if (misfit !== null) throw new UserError(misfit)
  if (maxKvTokens(engine) < MIN_TOKENS) throw doesNotFit(engine)
}

function wholeNumber(flag: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return
  throw new UserError(`${flag} is ${value}; a whole number of ${least} or more is allowed`)
}

/** Heads are the unit of tensor parallelism; fewer KV heads than GPUs are copied. */
function splitFault({ model, tensorParallel }: Engine): string | null {
  if (model.attentionHeads % tensorParallel !== 0) {
    const allowed = divisors(model.attentionHeads)
    return `--tp is ${tensorParallel}; it must divide the ${model.attentionHeads} attention heads of ${model.name} (${allowed.join(', ')})`
  }
  const { kvHeads } = model
  const even = kvHeads % tensorParallel === 0 || tensorParallel % kvHeads === 0
  if (model.latentAttention !== null || even) return null
  return `--tp is ${tensorParallel}; it must divide the ${kvHeads} KV heads of ${model.name} or be a multiple of them`
}

function doesNotFit(engine: Engine): UserError {
  const { gpu, model, weights, tensorParallel } = engine
  const plan = planMemory(engine)
  const fits = OFFERED.find((size) => {
    const wider = { ...engine, tensorParallel: size }
    return splitFault(wider) === null && maxKvTokens(wider) >= MIN_TOKENS
  })
  const room =
    plan.weights > plan.usable
      ? `${gb(plan.weights)} of weights a GPU`
      : `${gb(plan.weights)} of weights, ${gb(plan.activations + plan.reserved)} of buffers and a KV cache of ${MIN_TOKENS} tokens a GPU`
  return new UserError(
    `${model.name} in ${weights} does not fit ${tensorParallel} × ${gpu.name}: ${room} into ${gb(plan.usable)}`,
    { hint: fits === undefined ? 'take a larger GPU or smaller weights' : `--tp ${fits} fits` },
  )
}

function divisors(of: number): readonly number[] {
  return Array.from({ length: of }, (_, i) => i + 1).filter((size) => of % size === 0)
}

function gb(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
