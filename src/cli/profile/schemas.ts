import { z } from 'zod'
import { UserError } from '../../domain/user-error.js'
import type { Factors } from '../../profile/estimate/factors.js'
import type { Gpu } from '../../profile/estimate/gpu.js'
import type { ModelShape } from '../../profile/estimate/model-shape.js'
import { WEIGHT_PRECISIONS } from '../../profile/estimate/precision.js'

/** What a user may write of a GPU, a model or the factors; what a field means is said at its type. */
const positive = z.number().positive()
const notNegative = z.number().nonnegative()
const count = z.int().positive()
const share = z.number().positive().max(1)
const origin = z.string().default('given by the user')

const gpu = z.strictObject({
  name: z.string().min(1),
  denseTflops: z.strictObject({
    bf16: positive,
    fp8: positive.nullable().default(null),
    fp4: positive.nullable().default(null),
  }),
  memoryBandwidthGBps: positive,
  memoryMib: positive,
  interconnectGBps: positive,
  origin,
})

const moe = z
  .strictObject({
    experts: count,
    activeExperts: count,
    sharedExperts: z.int().nonnegative(),
    intermediateSize: count,
    denseLayers: z.int().nonnegative(),
  })
  .refine(({ experts, activeExperts }) => activeExperts <= experts, {
    path: ['activeExperts'],
    error: 'no more than experts are allowed',
  })

const latentAttention = z.strictObject({
  queryRank: count,
  kvRank: count,
  nopeHeadDim: count,
  ropeHeadDim: count,
  valueHeadDim: count,
})

const model = z
  .strictObject({
    name: z.string().min(1),
    layers: count,
    hiddenSize: count,
    intermediateSize: count,
    attentionHeads: count,
    kvHeads: count,
    headDim: count,
    vocabularySize: count,
    tiedEmbeddings: z.boolean(),
    moe: moe.nullable().default(null),
    latentAttention: latentAttention.nullable().default(null),
    publishedPrecision: z.enum(WEIGHT_PRECISIONS).default('bf16'),
    origin,
  })
  .refine(({ moe, layers }) => moe === null || moe.denseLayers <= layers, {
    path: ['moe', 'denseLayers'],
    error: 'no more than layers are allowed',
  })

const factors = z.strictObject({
  computeEfficiency: share,
  memoryEfficiency: share,
  allReduceEfficiency: share,
  allReduceHopMs: notNegative,
  requestMs: notNegative,
  stepMs: notNegative,
  layerMs: notNegative,
  sequenceMs: notNegative,
  memoryUtilization: share,
  reservedGB: notNegative,
  batchedTokens: count,
})

/** Checked data; `where` leads the message of the UserError that is thrown otherwise. */
export const parseGpu = (raw: unknown, where: string): Gpu => checked(gpu, raw, where)
export const parseModel = (raw: unknown, where: string): ModelShape => checked(model, raw, where)
export const parseFactors = (raw: unknown, where: string): Factors => checked(factors, raw, where)

function checked<T extends z.ZodType>(schema: T, raw: unknown, where: string): z.output<T> {
  const result = schema.safeParse(raw)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const key = [...issue.path, issue.keys[0]!].join('.')
    throw new UserError(`${where}: unknown key ${key}`, {
      hint: 'docs/profiles.md lists the keys; planner profile estimate --list --json shows them filled in',
    })
  }
  const value = at(raw, issue.path)
  const what = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`
  throw new UserError(`${where}: ${path === '' ? 'it' : path} ${what}; ${wanted(issue.message)}`)
}

function at(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    raw,
  )
}

/** `Too small: expected number to be >0` → `expected number to be >0`. */
function wanted(message: string): string {
  return message.replace(/^(Invalid input|Invalid option|Too small|Too big): /, '')
}
