import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ALL_SETTINGS } from '../../../src/cli/settings/other-settings.js'
import type { Setting } from '../../../src/cli/settings/setting.js'
import { allowed } from '../../../src/cli/settings/value.js'

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8').replace(
  / +/g,
  ' ',
)

test.each(ALL_SETTINGS)('docs/cli.md has --$flag as it is', (setting) => {
  expect(page).toContain(row(setting))
  if (setting.env !== undefined)
    expect(page).toContain(`\`${setting.env}\` (\`--${setting.flag}\`)`)
})

function row(setting: Setting): string {
  const standard = setting.default === undefined ? '–' : `\`${setting.default}\``
  return `| \`--${setting.flag}\` | ${standard} | ${allowed(setting)} | ${setting.description} |`
}
