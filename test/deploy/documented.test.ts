import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { EXPORTED } from './exported.js'
import { shippedAlerts } from './monitoring.js'

const LIVE = readPage('live.md')
const METRIC = /`(planner[:_][a-z_:]+)(?:\{[a-z,]+\})?`/g

function readPage(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
}

/** A histogram is known by the name before its suffixes. */
const NAMES = new Set(
  [...EXPORTED].flatMap((name) =>
    EXPORTED.has(`${name.replace(/_count$/, '')}_bucket`) || /_(bucket|sum)$/.test(name)
      ? [name.replace(/_(bucket|sum|count)$/, '')]
      : [name],
  ),
)

it.each([...NAMES])('docs/live.md has the metric %s', (name) => {
  expect(LIVE).toMatch(new RegExp(`\`${name}[\`{]`))
})

it.each(['live.md', 'migration.md'])('docs/%s names only metrics that are exported', (page) => {
  const named = [...readPage(page).matchAll(METRIC)].map(([, name]) => name!)
  expect(named.length).toBeGreaterThan(2)
  expect(named.filter((name) => !NAMES.has(name))).toEqual([])
})

it('docs/live.md has each alert with its severity, and none besides', () => {
  const rows = [...LIVE.matchAll(/^\| (`Planner[^|]+) \| (\w+) \|/gm)]
  const documented = rows.flatMap(([, alerts, severity]) =>
    [...alerts!.matchAll(/`(\w+)`/g)].map(([, alert]) => `${alert} ${severity}`),
  )
  const rules = shippedAlerts().groups.flatMap((group) => group.rules)
  expect(documented).toEqual(rules.map(({ alert, labels }) => `${alert} ${labels.severity}`))
})
