import * as z from 'zod'
import { BASELINE_SCHEMA_VERSION } from '../../regression/baseline.js'
import { METRIC_NAMES } from '../../regression/metric.js'

const amount = z.number().min(0)
const count = z.int().min(0)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const input = z.object({ name: z.string(), sha256 })
const traffic = z
  .tuple([amount, amount, amount])
  .meta({ description: 'Requests, mean ISL and OSL in tokens.' })

const pool = z.tuple([amount, amount, amount, amount, amount]).meta({
  description:
    'Replicas wanted, observed latency ÷ the profile’s, tokens/s asked for, tokens/s/GPU, latency in ms.',
})

const roleName = z.enum(['prefill', 'decode'])

export const metricsSchema = z
  .object(Object.fromEntries(METRIC_NAMES.map((name) => [name, z.number().nullable().optional()])))
  .meta({ description: 'Full precision; null where there was nothing to measure.' })

export const decisionsSchema = z
  .array(z.object({ from: count, prefill: count, decode: count }))
  .meta({ description: 'Replicas from an interval on, until the next entry.' })

export const whySchema = z
  .array(
    z.object({
      at: count,
      observed: traffic,
      forecast: traffic,
      prefill: pool.nullable(),
      decode: pool.nullable(),
      reasons: z
        .array(z.object({ code: z.string(), role: roleName.optional(), text: z.string() }))
        .optional()
        .meta({ description: 'Limits that bound.' }),
    }),
  )
  .meta({ description: 'Arithmetic of decisions, rounded; never compared.' })

/** Shape of a *.baseline.json. */
export const baselineSchema = z.object({
  schemaVersion: z.literal(BASELINE_SCHEMA_VERSION),
  plannerVersion: z.string(),
  inputs: z.object({ trace: input, profile: input, warmup: input.nullable() }),
  settings: z
    .record(z.string(), z.unknown())
    .meta({ description: 'Every setting, under its name in a result file.' }),
  metrics: metricsSchema,
  intervals: count,
  decisions: decisionsSchema,
  why: whySchema,
})

/** docs/schemas/baseline.schema.json. */
export function baselineJsonSchema(): object {
  return {
    ...z.toJSONSchema(baselineSchema, { target: 'draft-2020-12' }),
    title: 'Baseline of a case',
    description: 'What planner check compares a case with; planner check --update writes it.',
  }
}
