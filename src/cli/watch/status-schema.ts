import { z } from 'zod'
import { APPLY_RESULT_KINDS } from '../../domain/apply-result.js'
import { HOLD_CODES } from '../../domain/live-interval.js'
import { MODES } from '../../domain/role.js'
import { cleanText } from '../../report/watch/columns.js'
import { type LiveStatus, STATUS_VERSION } from '../../run/live-status.js'

/** Texts come from outside: what could steer a terminal is taken out of each. */
const text = z.string().transform(cleanText)
const count = z.number().nonnegative()
/** What a date can be made of. */
const epochMs = z.number().min(0).max(8.64e15)

function perRole<T extends z.ZodType>(value: T) {
  return z.object({ prefill: value, decode: value })
}

const traffic = z.object({ requests: count, isl: count, osl: count })
const pool = z.object({ desired: count, running: count.nullable() })

const interval = z.object({
  atEpochMs: epochMs,
  missed: count,
  observed: traffic.extend({ ttftMs: count.nullable(), itlMs: count.nullable() }).nullable(),
  pools: perRole(pool).nullable(),
  hold: z.object({ code: z.enum(HOLD_CODES), text }).nullable(),
  forecast: traffic,
  replicas: perRole(count),
  corrections: perRole(z.number().nullable()),
  reasons: z.array(text),
  outcome: z.object({ kind: z.enum(APPLY_RESULT_KINDS), reason: text.nullable() }),
})

const targets = z.object({
  mode: z.enum(MODES),
  intervalSeconds: z.number().positive(),
  ttftMs: count,
  itlMs: count,
  maxGpuBudget: z.number(),
  gpusPerReplica: perRole(count).nullable(),
})

const status = z.object({
  kind: z.literal('planner-status'),
  statusVersion: z.literal(STATUS_VERSION),
  plannerVersion: text,
  nowEpochMs: epochMs,
  beganEpochMs: epochMs.nullable(),
  role: z.enum(['advisory', 'alone', 'leader', 'standby']),
  environment: text,
  namespace: text,
  modelName: text.nullable(),
  journal: text.nullable(),
  targets,
  intervals: z.array(interval),
})

const outline = z.object({ kind: z.literal('planner-status'), statusVersion: z.number() })

/** A status, or one clause that says what it is instead. */
export function parseStatus(
  body: string,
): { readonly status: LiveStatus } | { readonly not: string } {
  const value = parseJson(body)
  const known = outline.safeParse(value)
  if (!known.success) return { not: 'what answers is no planner' }
  const { statusVersion } = known.data
  if (statusVersion !== STATUS_VERSION) {
    return { not: `it speaks version ${statusVersion} of the status, known is ${STATUS_VERSION}` }
  }
  const parsed = status.safeParse(value)
  if (parsed.success) return { status: parsed.data }
  const [issue] = parsed.error.issues
  return { not: cleanText(`its status is broken at ${issue?.path.join('.')}: ${issue?.message}`) }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
