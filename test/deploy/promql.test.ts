import { expect, test } from 'vitest'
import { notExported } from './exported.js'
import { exactSeriesOf, groupingLabelsOf, metricsOf } from './promql.js'

test.each<[string, string[]]>([
  ['absent(up)', ['up']],
  ['sum by (namespace, job) (planner_leader) == 0', ['planner_leader']],
  ['max without (pod) (a:b_c / 1000 and on (job) d unless e) > 1.5e3', ['a:b_c', 'd', 'e']],
  ['rate(x_total{a="planner_y", b=~"$z"}[1h] offset 5m) or vector(0)', ['x_total']],
  ['x offset 180s and y == bool 1', ['x', 'y']],
  ['histogram_quantile(0.99, sum by (call, le) (rate(h_bucket[1h])))', ['h_bucket']],
])('metrics of %s', (expression, metrics) => {
  expect(metricsOf(expression)).toEqual(metrics)
})

test('labels that an expression groups by, and the series that it names', () => {
  const expression = 'sum by (call, le) (a{x=~"$n", y="v"}) and on (job) b{z="$n"}'
  expect(groupingLabelsOf(expression)).toEqual(['call', 'le', 'job'])
  expect(exactSeriesOf(expression)).toEqual(['a{y="v"}'])
})

test.each<[string, string[]]>([
  ['sum by (call, le) (rate(planner_query_duration_seconds_bucket[1h]))', []],
  ['planner:observed_ttft / 1000 > planner_ttft_target_seconds', []],
  ['planner_leaders == 1', ['planner_leaders']],
  ['planner_query_duration_seconds', ['planner_query_duration_seconds']],
  ['sum by (cause) (planner_holds_total)', ['cause']],
  ['planner_decisions_total{outcome="failed"}', []],
  ['planner_decisions_total{outcome="lost"}', ['planner_decisions_total{outcome="lost"}']],
])('%s reads beyond what the program exports: %j', (expression, unknown) => {
  expect(notExported(expression)).toEqual(unknown)
})
