import { expect, test } from 'vitest'
import { nearest } from '../../src/cli/nearest.js'

test.each([
  ['lstm', undefined],
  ['fish', undefined],
  ['dissag', 'disagg'],
  ['arma', 'arima'],
  ['Prophet', 'prophet'],
  ['kalman_level', 'kalman-level'],
  ['level', 'kalman-level'],
  ['', undefined],
])('%s is near %s', (name, expected) => {
  expect(
    nearest(name, ['constant', 'kalman', 'kalman-level', 'arima', 'prophet', 'bash', 'disagg']),
  ).toBe(expected)
})

test.each([
  ['--cost', '--gpu-cost'],
  ['--max_gpu_bugdet', '--max-gpu-budget'],
  ['--startup', '--startup-seconds'],
  ['--budget', undefined],
  ['--', undefined],
])('of flags, %s is near %s', (name, expected) => {
  const flags = ['--compat', '--gpu-cost', '--startup-seconds', '--max-gpu-budget']
  expect(nearest(name, [...flags, '--prefill-token-budget'])).toBe(expected)
})
