import { describe, expect, test } from 'vitest'
import { type BudgetOperator, judgeBudget, splitBudget } from '../../src/regression/budget.js'

describe('a budget', () => {
  test.each([
    ['attainment >= 0.99', { metric: 'attainment', operator: '>=', limit: 0.99 }],
    ['attainment>=99 %', { metric: 'attainment', operator: '>=', limit: 0.99 }],
    [' gpuHours  <  40 ', { metric: 'gpuHours', operator: '<', limit: 40 }],
  ])('%j is read', (text, budget) => {
    expect(splitBudget(text)).toEqual(budget)
  })

  test.each(['attainment', 'attainment = 1', '0.99 <= attainment', 'gpuHours <= -1', 'a >= b', ''])(
    '%j is refused',
    (text) => {
      expect(splitBudget(text)).toBeUndefined()
    },
  )

  test.each([
    ['>=', 0.99, 0.99, true],
    ['>=', 0.99, 0.98999, false],
    ['>=', 0.3, 0.1 * 3, true],
    ['<=', 0.3, 0.1 + 0.2, true],
    ['<=', 40, 40.0001, false],
    ['>', 7, 7, false],
    ['>', 7, 8, true],
    ['<', 7, 7, false],
    ['<', 7, 6, true],
    ['>=', 0, null, false],
  ] as const)(
    'gpuHours %s %d with %d: kept is %s',
    (operator: BudgetOperator, limit, now, kept) => {
      expect(judgeBudget({ metric: 'gpuHours', operator, limit }, { gpuHours: now }).kept).toBe(
        kept,
      )
    },
  )

  test('is not kept by what was not measured', () => {
    const budget = { metric: 'attainment', operator: '>=', limit: 0 } as const
    expect(judgeBudget(budget, {})).toMatchObject({ now: null, kept: false })
  })
})
