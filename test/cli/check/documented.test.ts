import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { resolveCases } from '../../../src/cli/check/cases.js'
import { parseCheckFile } from '../../../src/cli/check/check-file.js'
import { TOLERANCE_NAMES } from '../../../src/cli/check/check-schema.js'
import { firstCheckFile } from '../../../src/cli/check/init-text.js'

const page = readFileSync(new URL('../../../docs/ci.md', import.meta.url), 'utf8')

test.each(TOLERANCE_NAMES)('docs/ci.md has the metric %s', (name) => {
  expect(page).toMatch(new RegExp(`^\\|[^|]*\`${name}\`[^|]*\\|`, 'm'))
})

test("docs/ci.md's check file is one", () => {
  const text = /^```yaml\n(# yaml-language-server[\s\S]*?)^```/m.exec(page)?.[1] ?? ''
  expect(parseCheckFile(text, 'docs.yaml').cases.map(({ name }) => name)).toEqual([
    'weekday',
    'weekday slow start',
  ])
})

test('what init writes stays a check file when its comments are taken away', async () => {
  const text = firstCheckFile({
    name: 'no',
    trace: 'a b#c.jsonl',
    config: null,
    settings: new Map<string, string | true>([
      ['profile-results-dir', 'h200-llama-3.1-8b'],
      ['simulate', 'requests'],
      ['no-correction', true],
      ['startup-seconds', 'lognormal(60,0.5)'],
    ]),
    measured: { attainment: 0.987, gpuHours: 12.34 },
  })
  const keys = 'budgets:|- |replicas:|trace:|profile:|settings:|itl:|tolerances:|gpuHours:'
  const open = text.replace(new RegExp(`^( *)# ( *(?:${keys}))`, 'gm'), '$1$2')
  for (const [content, cases] of [
    [text, 1],
    [open, 2],
  ] as const) {
    const read = await resolveCases(parseCheckFile(content, 'c.yaml'))
    expect(read).toHaveLength(cases)
    expect(read[0]).toMatchObject({
      name: 'no',
      trace: 'a b#c.jsonl',
      settings: { noCorrection: true, startupSeconds: { median: 60, sigma: 0.5 } },
    })
  }
})
