import { parseDocument } from 'yaml'
import { UserError } from '../../domain/user-error.js'
import { readSmallText } from '../../files/small-text.js'
import { DEFAULT_FACTORS } from '../../profile/estimate/factors.js'
import { GPU_PRESETS } from '../../profile/estimate/gpu-presets.js'
import { MODEL_PRESETS } from '../../profile/estimate/model-presets.js'
import type { KvPrecision, Precision } from '../../profile/estimate/precision.js'
import type { EstimateRequest } from '../../profile/estimate/request.js'
import { nearest } from '../nearest.js'
import { type Override, overridden, parseOverrides } from './overrides.js'
import { parseFactors, parseGpu, parseModel } from './schemas.js'

/** The flags of `profile estimate` as oclif gives them. */
export interface EstimateFlags {
  /** Preset name, or path of a JSON or YAML file. */
  readonly gpu: string
  readonly model: string
  readonly tp: number
  readonly weights?: Precision | undefined
  readonly kv: KvPrecision
  readonly 'max-batch-size': number
  readonly 'max-context': number
  /** Path of a JSON or YAML file; the keys it leaves out keep their defaults. */
  readonly factors?: string | undefined
  /** `gpu.memoryMib=90000` and the like. */
  readonly set?: readonly string[] | undefined
  readonly name?: string | undefined
}

/** Flags, presets, files and overrides put together and checked. */
export async function estimateRequest(flags: EstimateFlags): Promise<EstimateRequest> {
  const overrides = parseOverrides(flags.set ?? [])
  const gpu = await namedOrFile('gpu', { given: flags.gpu, presets: GPU_PRESETS })
  const model = await namedOrFile('model', { given: flags.model, presets: MODEL_PRESETS })
  const shape = parseModel(changed(model, 'model', overrides), `--model ${flags.model}`)
  return {
    name: flags.name ?? defaultName(flags),
    maxContextLength: flags['max-context'],
    engine: {
      gpu: parseGpu(changed(gpu, 'gpu', overrides), `--gpu ${flags.gpu}`),
      model: shape,
      weights: flags.weights ?? shape.publishedPrecision,
      kv: flags.kv,
      tensorParallel: flags.tp,
      maxBatchSize: flags['max-batch-size'],
      factors: await factorsOf(flags, overrides),
    },
  }
}

async function factorsOf({ factors }: EstimateFlags, overrides: readonly Override[]) {
  const own = factors === undefined ? {} : await readObject(factors)
  const raw = changed({ ...DEFAULT_FACTORS, ...own }, 'factors', overrides)
  return parseFactors(raw, factors === undefined ? '--set factors' : `--factors ${factors}`)
}

/** An override is marked in the origin: what differs from the preset no longer comes from there. */
function changed(
  raw: object,
  subject: Override['subject'],
  overrides: readonly Override[],
): object {
  const own = overrides.filter((override) => override.subject === subject)
  if (own.length === 0) return raw
  const result = overridden(raw, own)
  const origin: unknown = Reflect.get(raw, 'origin')
  if (typeof origin !== 'string') return result
  return { ...result, origin: `${origin}; changed: ${own.map(({ text }) => text).join(', ')}` }
}

async function namedOrFile(
  flag: string,
  { given, presets }: { given: string; presets: Readonly<Record<string, object>> },
): Promise<object> {
  if (Object.hasOwn(presets, given)) return presets[given]!
  if (/[/\\]|\.(json|ya?ml)$/i.test(given)) return readObject(given)
  const names = Object.keys(presets)
  const meant = nearest(given, names)
  throw new UserError(
    `--${flag}: '${given}' is not known; allowed: ${names.join(', ')}, or a JSON or YAML file`,
    meant === undefined ? {} : { hint: `did you mean ${meant}?` },
  )
}

/** YAML holds JSON, too. */
async function readObject(path: string): Promise<object> {
  const document = parseDocument(await readSmallText(path))
  const [error] = document.errors
  if (error) {
    const line = error.linePos?.[0].line ?? 1
    throw new UserError(`${path}:${line}: not JSON or YAML (${error.message.split('\n')[0]})`)
  }
  const content: unknown = document.toJS()
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content
  throw new UserError(`${path}: it must hold "key: value" pairs`)
}

/** Such as h100-llama-3.3-70b-tp4; files go by their name without folder and ending. */
function defaultName({ gpu, model, tp }: EstimateFlags): string {
  const plain = (given: string) => given.replace(/^.*[/\\]/, '').replace(/\.(json|ya?ml)$/i, '')
  return `${plain(gpu)}-${plain(model)}${tp > 1 ? `-tp${tp}` : ''}`
}
