import { expect, test } from 'vitest'
import { nearest } from '../../src/cli/nearest.js'

test.each([
  ['lstm', undefined],
  ['fish', undefined],
  ['dissag', 'disagg'],
  ['arma', 'arima'],
  ['Prophet', 'prophet'],
  ['kalman_level', 'kalman-level'],
  ['', undefined],
])('%s is near %s', (name, expected) => {
  expect(
    nearest(name, ['constant', 'kalman', 'kalman-level', 'arima', 'prophet', 'bash', 'disagg']),
  ).toBe(expected)
})
