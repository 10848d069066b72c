import { describe, expect, it } from 'vitest'
import { describeWith } from '../helpers/server-binaries.js'
import { EXPORTED, notExported } from './exported.js'
import { promtool, shippedDashboard } from './monitoring.js'
import { metricsOf } from './promql.js'

const { panels, templating } = shippedDashboard()
const QUERIES = panels.flatMap(({ id, title, targets }) =>
  targets.map(({ refId, expr }) => ({ key: `${id}${refId}`, title, expr: filled(expr) })),
)
const VARIABLES = templating.list.map(({ name }) => name)

/** As Grafana sends it. */
function filled(expression: string): string {
  return expression
    .replaceAll(/\$\{interval\}/g, '180')
    .replaceAll(/\$(namespace|job)\b/g, 'planner')
}

describe('deploy/monitoring/planner.json', () => {
  it.each(QUERIES)('reads in "$title", $key, what the program exports', ({ expr }) => {
    expect(metricsOf(expr)).not.toEqual([])
    expect(notExported(expr)).toEqual([])
  })

  it('gives each panel an id, a title, a unit and what it means', () => {
    const ids = panels.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(panels.map(({ title }) => title)).size).toBe(ids.length)
    for (const { title, description, fieldConfig } of panels) {
      expect({ title, unit: fieldConfig.defaults.unit, description }).toEqual({
        title,
        unit: expect.stringMatching(/./),
        description: expect.stringMatching(/\.$/),
      })
    }
  })

  it('asks the data source that the reader has chosen', () => {
    const [first] = templating.list
    expect(first).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' })
    const asked = panels.flatMap(({ datasource, targets }) => [
      datasource,
      ...targets.map((target) => target.datasource),
    ])
    for (const { uid } of asked) expect(uid).toBe(`\${${VARIABLES[0]}}`)
  })

  it('uses no variable that it does not have', () => {
    const text = JSON.stringify(shippedDashboard())
    const used = [...text.matchAll(/\$\{?([a-z_]+)/gi)].map(([, name]) => name!)
    expect(new Set(used)).toEqual(new Set(VARIABLES))
  })

  it('fills its variables from what the program exports', () => {
    const queries = templating.list.filter(({ type }) => type === 'query')
    expect(queries.length).toBe(3)
    for (const { query } of queries) {
      // label_values(metric{…}, label) and query_result(expression)
      const expression = query.replace(/^\w+\(/, '').replace(/(, \w+)?\)$/, '')
      const read = metricsOf(expression)
      expect(read.length).toBe(1)
      expect(EXPORTED).toContain(read[0])
    }
  })

  it('lays its panels beside and below each other, never over', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
  })
})

describeWith(['promtool'], 'promtool', () => {
  it('understands every query of the dashboard', () => {
    const rules = QUERIES.map(({ key, expr }) => ({ record: `panel:${key}`, expr }))
    const file = { groups: [{ name: 'panels', rules }] }
    expect(promtool('check', { 'panels.yaml': file })).toContain(`SUCCESS: ${rules.length} rules`)
  })
})
