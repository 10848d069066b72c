import * as z from 'zod'
import { BUDGET_ALLOWED } from '../../regression/budget.js'
import { METRIC_NAMES } from '../../regression/metric.js'
import { TOLERANCE_ALLOWED } from '../../regression/tolerance.js'
import type { ToleranceName } from '../../regression/tolerances.js'
import { configSchema } from '../settings/config-schema.js'

export const TOLERANCE_NAMES: readonly ToleranceName[] = [...METRIC_NAMES, 'replicas']

/** What a case's name may hold, since its baseline is called by it. */
export const CASE_NAME = /^[A-Za-z0-9][A-Za-z0-9 ._+-]*$/

/** Shape of planner.check.yaml. `settings` is judged by the settings' own rules. */
export function checkFileSchema(settings: z.ZodType) {
  const parts = {
    settings: settings.optional().meta({
      description: 'Settings as in planner.yaml: flags of planner dryrun without dashes.',
    }),
    tolerances: tolerancesSchema().optional(),
    budgets: budgetsSchema().optional(),
  }
  const one = z.strictObject({
    name: z.string().regex(CASE_NAME).meta({ description: 'Name, unique in the file.' }),
    trace: z.string().min(1).meta({ description: 'Trace file, relative to this file.' }),
    profile: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Short for settings.profile: a directory or a shipped name.' }),
    seed: z.int().min(0).optional().meta({ description: 'Short for settings.seed.' }),
    config: configKey(),
    baseline: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Baseline file, relative to this file; else NAME.baseline.json.' }),
    ...parts,
  })
  return z.strictObject({
    config: configKey(),
    baselines: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'Folder of the baselines, relative to this file; else beside it.' }),
    ...parts,
    cases: z.array(one).min(1).meta({ description: 'What is run and compared, in this order.' }),
  })
}

export type CheckFileContent = z.infer<ReturnType<typeof checkFileSchema>>

/** docs/schemas/check.schema.json, for editors that check the file while it is written. */
export function checkJsonSchema(): object {
  return {
    ...z.toJSONSchema(checkFileSchema(configSchema()), { target: 'draft-2020-12' }),
    title: 'planner.check.yaml',
    description: 'Cases that planner check runs and compares with their baselines (docs/ci.md).',
  }
}

function configKey() {
  return z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'A planner.yaml whose settings come first, relative to this file.' })
}

function tolerancesSchema() {
  const one = z.union([z.number().min(0), z.string()])
  return z
    .strictObject(Object.fromEntries(TOLERANCE_NAMES.map((name) => [name, one.optional()])))
    .meta({ description: `How much worse a metric may be: ${TOLERANCE_ALLOWED}.` })
}

function budgetsSchema() {
  return z
    .array(z.string())
    .meta({ description: `Gates, whatever the baseline was: ${BUDGET_ALLOWED}.` })
}
