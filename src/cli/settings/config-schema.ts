import * as z from 'zod'
import { ALL_SETTINGS } from './other-settings.js'
import type { NumberSetting, Setting } from './setting.js'
import { allowed } from './value.js'

/** Shape of planner.yaml: every setting under its flag's name, all optional, no other key. */
export function configSchema() {
  const entries = ALL_SETTINGS.flatMap((setting) =>
    [setting.flag, ...(setting.aliases ?? [])].map(
      (key) => [key, described(setting).optional()] as const,
    ),
  )
  return z.strictObject(Object.fromEntries(entries))
}

/** docs/schemas/planner-config.schema.json, for editors that check planner.yaml while it is written. */
export function configJsonSchema(): object {
  return {
    ...z.toJSONSchema(configSchema(), { target: 'draft-2020-12' }),
    title: 'planner.yaml',
    description: 'Settings of planner under the names of its flags (docs/cli.md).',
  }
}

function described(setting: Setting) {
  const { env } = setting
  const also = env === undefined ? '' : ` Environment: ${env}.`
  return schemaOf(setting).meta({
    description: `${setting.description}: ${allowed(setting)}.${also}`,
    ...(setting.default === undefined ? {} : { default: setting.default }),
  })
}

function schemaOf(setting: Setting) {
  switch (setting.kind) {
    case 'number':
      return numberSchema(setting)
    case 'boolean':
      return z.boolean()
    case 'choice':
      return z.enum([...setting.choices])
    case 'text':
      return z.string().min(1)
    case 'parsed':
      return z.union([z.string().min(1), z.number()])
  }
}

function numberSchema({ integer, above, least }: NumberSetting) {
  let schema = integer ? z.int() : z.number()
  if (above !== undefined) schema = schema.gt(above)
  if (least !== undefined) schema = schema.gte(least)
  return schema
}
