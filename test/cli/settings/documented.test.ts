import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { WAIT_SETTINGS } from '../../../src/cli/scale/flags.js'
import { ALL_SETTINGS } from '../../../src/cli/settings/other-settings.js'
import type { Setting } from '../../../src/cli/settings/setting.js'
import { allowed } from '../../../src/cli/settings/value.js'
import { WATCH_INTERVAL } from '../../../src/cli/virtual/watch-interval.js'

const page = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8').replace(
  / +/g,
  ' ',
)

const OTHERS: readonly Setting[] = [...Object.values(WAIT_SETTINGS), WATCH_INTERVAL]

test.each([...ALL_SETTINGS, ...OTHERS])('docs/cli.md has --$flag as it is', (setting) => {
  expect(page).toContain(row(setting))
  if (setting.env !== undefined)
    expect(page).toContain(`\`${setting.env}\` (\`--${setting.flag}\`)`)
})

function row(setting: Setting): string {
  const standard = setting.default === undefined ? '–' : `\`${setting.default}\``
  return `| \`--${setting.flag}\` | ${standard} | ${allowed(setting)} | ${setting.description} |`
}
