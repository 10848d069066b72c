import * as z from 'zod'
import { MODES } from '../domain/role.js'
import { UserError } from '../domain/user-error.js'
import type { Result } from '../run/result.js'
import { readResultOrJournal } from './journal/read-result.js'

const perRole = <T extends z.ZodType>(of: T) => z.object({ prefill: of, decode: of })
const amount = z.number().min(0)
const quantiles = z.object({
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p99: z.number().nullable(),
  max: z.number().nullable(),
})

/** What is explained of a result beyond what every reader of it needs; the rest may be anything. */
const SCHEMA = z.object({
  settings: z.object({
    mode: z.enum(MODES),
    adjustmentIntervalSeconds: z.number().positive(),
    ttftMs: z.number().positive(),
    itlMs: z.number().positive(),
    maxGpuBudget: z.number(),
    minEndpoint: amount,
    prefillEngineNumGpu: z.number().positive(),
    decodeEngineNumGpu: z.number().positive(),
    profileResultsDir: z.string(),
    fleet: perRole(amount).nullable(),
    startupSeconds: z.union([amount, z.object({ median: amount, sigma: amount })]),
  }),
  trace: z.object({ name: z.string(), originEpochMs: z.number().nullable() }),
  intervals: z.array(
    z.object({
      decision: z.object({
        unclamped: perRole(z.number().nullable()),
        correction: perRole(z.number().nullable()),
        demandTokensPerSecond: perRole(z.number().nullable()),
        throughputPerGpu: perRole(z.number().nullable()),
        latencyMs: perRole(z.number().nullable()),
        reasons: z.array(z.object({ code: z.string(), text: z.string() })),
      }),
      simulated: z
        .object({
          ready: perRole(amount),
          queue: perRole(amount),
          ttftMs: quantiles,
          itlMs: quantiles,
          completed: amount,
          goodputRequests: amount,
          sla: z.object({ both: amount.nullable() }),
        })
        .optional(),
    }),
  ),
})

/** @throws UserError for a file that is no result, or lacks what an explanation needs. */
export async function readExplainedResult(path: string): Promise<Result> {
  const result = await readResultOrJournal(path)
  const checked = SCHEMA.safeParse(result)
  const issue = checked.error?.issues[0]
  if (issue !== undefined) {
    throw new UserError(`${path}: ${issue.path.join('.')} cannot be explained: ${issue.message}`, {
      hint: 'write it anew with this version of planner dryrun',
    })
  }
  const simulated = result.intervals.filter((record) => record.simulated !== undefined).length
  const expected = result.summary.simulated === undefined ? 0 : result.intervals.length
  if (simulated !== expected) {
    throw new UserError(
      `${path}: ${simulated} of ${result.intervals.length} intervals are simulated`,
    )
  }
  return result
}
