import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { baselineJsonSchema } from '../../../src/cli/check/baseline-schema.js'
import { checkJsonSchema } from '../../../src/cli/check/check-schema.js'

const SCHEMAS = { check: checkJsonSchema(), baseline: baselineJsonSchema() }
const CASES = new URL('../../../.ci/check/', import.meta.url)

test.each(['check', 'baseline'] as const)(
  'docs/schemas/%s.schema.json is the one the program checks by (vitest -u writes it anew)',
  async (name) => {
    await expect(formatted(SCHEMAS[name])).toMatchFileSnapshot(
      `../../../docs/schemas/${name}.schema.json`,
    )
  },
)

test('an editor takes our own check file and baselines, and marks what planner refuses', () => {
  const check = new Ajv2020().compile(SCHEMAS.check)
  const file: unknown = parse(readFileSync(new URL('planner.check.yaml', CASES), 'utf8'))
  expect(check(file)).toBe(true)
  expect(check({ cases: [] })).toBe(false)
  expect(check({ cases: [{ name: 'x', trace: 't', profil: 'p' }] })).toBe(false)
  expect(check({ cases: [{ name: 'x', trace: 't' }], tolerances: { gpuHours: -1 } })).toBe(false)
  const baseline = new Ajv2020({ strictTuples: false }).compile(SCHEMAS.baseline)
  const text = readFileSync(new URL('baselines/step-kalman.baseline.json', CASES), 'utf8')
  expect(baseline(JSON.parse(text))).toBe(true)
  expect(baseline({ schemaVersion: 1 })).toBe(false)
})

/** As the formatter leaves it: lists on one line where they fit. */
function formatted(value: object): string {
  const text = JSON.stringify(value, null, 2)
  const fitted = text.replace(
    /^(.*)\[\s+([^[\]{}]*?)\s+\](,?)$/gm,
    (whole, before, items, comma) => {
      const line = `${before}[${items.replace(/\s*\n\s*/g, ' ')}]${comma}`
      return line.length <= 100 ? line : whole
    },
  )
  return `${fitted}\n`
}
