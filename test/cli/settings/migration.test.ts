import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import Check from '../../../commands/check.js'
import Dryrun from '../../../commands/dryrun.js'
import Plot from '../../../commands/plot.js'
import {
  ETCD_SETTINGS,
  KUBERNETES_SETTINGS,
  LEADER_SETTINGS,
} from '../../../src/cli/settings/environment-settings.js'
import { ALL_SETTINGS } from '../../../src/cli/settings/other-settings.js'
import type { Setting } from '../../../src/cli/settings/setting.js'

const page = readFileSync(new URL('../../../docs/migration.md', import.meta.url), 'utf8')

const SETTINGS: readonly Setting[] = [
  ...ALL_SETTINGS,
  ...Object.values(ETCD_SETTINGS),
  ...Object.values(KUBERNETES_SETTINGS),
  ...Object.values(LEADER_SETTINGS),
]
const FLAGS = new Set([
  ...SETTINGS.flatMap(({ flag, aliases = [] }) => [flag, ...aliases]),
  ...Object.keys(Dryrun.flags),
])
const ENVIRONMENT = SETTINGS.flatMap(({ env, flag }) => (env === undefined ? [] : [{ env, flag }]))

/** Cells of a section's first table, without its head. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const text = page.slice(page.indexOf(`## ${section}\n`))
  const table = /\n\n(\|[\s\S]*?)\n(?!\|)/.exec(text)![1]!
  const rows = table.split('\n').slice(2)
  return rows.map((row) => row.split('|').map((cell) => cell.trim())).map((cells) => cells.slice(1))
}

const flagOf = (cell: string) => /^`--([a-z0-9-]+)`$/.exec(cell)?.[1]

describe('docs/migration.md', () => {
  it.each(rowsOf('Flags'))('says of %s truly that it is here: %s', (theirs, here) => {
    const flag = flagOf(theirs!)
    expect(flag).toBeDefined()
    if (here === 'same') expect(FLAGS).toContain(flag)
    else {
      expect(FLAGS).not.toContain(flag)
      if (here !== '–') expect(FLAGS).toContain(flagOf(here!))
    }
  })

  it.each(rowsOf('Environment variables'))('says truly that %s is %s', (variable, here) => {
    expect(ENVIRONMENT).toContainEqual({ env: variable!.slice(1, -1), flag: flagOf(here!) })
  })

  it('has every environment variable that is read for a flag', () => {
    const listed = rowsOf('Environment variables').map(([variable]) => variable!.slice(1, -1))
    expect(listed.sort()).toEqual([...new Set(ENVIRONMENT.map(({ env }) => env))].sort())
  })

  it('names no flag of this planner that does not exist', () => {
    const beside = page.replace(/^\| `--.*$/gm, (row) => row.split('|').slice(2).join('|'))
    const named = [...beside.matchAll(/--([a-z][a-z0-9-]*)/g)].map(([, flag]) => flag!)
    const others = new Set([...Object.keys(Plot.flags), ...Object.keys(Check.flags)])
    expect(named.filter((flag) => !FLAGS.has(flag) && !others.has(flag))).toEqual([])
  })
})
