import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { configJsonSchema } from '../../../src/cli/settings/config-schema.js'
import { ALL_SETTINGS } from '../../../src/cli/settings/other-settings.js'

const schema = configJsonSchema()

test('the schema in docs/schemas is the one the settings give (vitest -u writes it anew)', async () => {
  await expect(formatted(schema)).toMatchFileSnapshot(
    '../../../docs/schemas/planner-config.schema.json',
  )
})

test('a checker takes what planner takes and refuses what planner refuses', () => {
  const validate = new Ajv2020().compile(schema)
  expect(validate({ ttft: 300, 'load-predictor': 'kalman', profile: 'x' })).toBe(true)
  expect(validate({})).toBe(true)
  expect(validate({ ttft: 0 })).toBe(false)
  expect(validate({ 'min-endpoint': -1 })).toBe(false)
  expect(validate({ 'min-endpoint': 1.5 })).toBe(false)
  expect(validate({ unknown: 1 })).toBe(false)
})

test('no two settings share a name', () => {
  const names = ALL_SETTINGS.flatMap(({ flag, aliases = [] }) => [flag, ...aliases])
  expect(new Set(names).size).toBe(names.length)
})

/** As the formatter leaves it: short lists on one line. */
function formatted(value: object): string {
  const text = JSON.stringify(value, null, 2)
  return `${text.replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, items: string) => `[${items.replace(/\s*\n\s*/g, ' ')}]`)}\n`
}
