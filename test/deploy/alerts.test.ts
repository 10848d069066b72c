import { expect, it } from 'vitest'
import { describeWith } from '../helpers/server-binaries.js'
import { ALERT_CASES, type AlertCase, HEALTHY } from './alert-cases.js'
import { notExported } from './exported.js'
import { promtool, shippedAlerts } from './monitoring.js'
import { metricsOf } from './promql.js'

const SPEC = shippedAlerts()
const RULES = SPEC.groups.flatMap(({ rules }) => rules)

it.each(RULES)('$alert reads what the program exports', ({ expr }) => {
  expect(metricsOf(expr)).not.toEqual([])
  expect(notExported(expr)).toEqual([])
})

it('has a case in which each alert fires', () => {
  const firing = new Set(ALERT_CASES.flatMap(({ fires }) => fires.map(({ alert }) => alert)))
  expect([...firing].sort()).toEqual(RULES.map(({ alert }) => alert).sort())
})

describeWith(['promtool'], 'promtool', () => {
  it('accepts the rules', () => {
    expect(promtool('check', { 'rules.yaml': SPEC })).toContain(`SUCCESS: ${RULES.length} rules`)
  })

  it.each(ALERT_CASES)('finds the right alerts where $title', (one) => {
    const file = {
      rule_files: ['rules.yaml'],
      evaluation_interval: '30s',
      tests: [testOf(one)],
    }
    expect(promtool('test', { 'rules.yaml': SPEC, 'test.yaml': file })).toContain('SUCCESS')
  })
})

function testOf({ series, at, fires }: AlertCase) {
  const values = Object.entries({ ...HEALTHY, ...series })
  return {
    interval: '30s',
    input_series: values.flatMap(([name, value]) =>
      value === null ? [] : [{ series: name, values: value }],
    ),
    // Every alert is asked for: those that are not expected must not fire.
    alert_rule_test: RULES.map(({ alert, labels, annotations: { summary } }) => ({
      alertname: alert,
      eval_time: at,
      exp_alerts: fires
        .filter((one) => one.alert === alert)
        .map((one) => ({
          exp_labels: { ...labels, ...one.labels },
          exp_annotations: { summary, description: one.description },
        })),
    })),
  }
}
