import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/domain/user-error.js'
import { parseDecode, parsePrefill } from '../../src/profile/parse.js'

const PREFILL = {
  prefill_isl: [400, 100, 200, 300],
  prefill_ttft: [40, 10, 20, 30],
  prefill_thpt_per_gpu: [4, 1, 2, 3],
}
const DECODE = {
  x_kv_usage: [0.1, 0.9, 0.1, 0.9],
  y_context_length: [100, 100, 200, 200],
  z_itl: [5, 9, 6, 10],
  z_thpt_per_gpu: [50, 90, 40, 60],
  max_kv_tokens: 1000,
}

describe('prefill samples', () => {
  it('are sorted by isl, each with its own TTFT and throughput', () => {
    const samples = parsePrefill(PREFILL, 'p.json')
    expect([...samples.isl]).toEqual([100, 200, 300, 400])
    expect([...samples.ttftMs]).toEqual([10, 20, 30, 40])
    expect([...samples.throughputPerGpu]).toEqual([1, 2, 3, 4])
  })

  it.each([
    [{ prefill_isl: [] }, 'p.json: prefill_isl is empty'],
    [
      { prefill_isl: [1, 2, 3] },
      'p.json: prefill_isl has 3 points; the cubic spline needs 4 or more',
    ],
    [{ prefill_ttft: [1, 2, 3] }, 'p.json: prefill_ttft has 3 entries, 4 are needed'],
    [
      { prefill_ttft: [1, 2, Number.NaN, 4] },
      'p.json: prefill_ttft[2] is NaN; a finite number > 0 is allowed',
    ],
    [
      { prefill_ttft: [1, 2, null, 4] },
      'p.json: prefill_ttft[2] is null; a finite number > 0 is allowed',
    ],
    [
      { prefill_ttft: [1, 2, '3', 4] },
      'p.json: prefill_ttft[2] is "3"; a finite number > 0 is allowed',
    ],
    [
      { prefill_thpt_per_gpu: [1, -2, 3, 4] },
      'p.json: prefill_thpt_per_gpu[1] is -2; a finite number > 0 is allowed',
    ],
    [{ prefill_isl: [1, 2, 2, 4] }, 'p.json: prefill_isl holds 2 twice; each isl is allowed once'],
    [{ prefill_isl: 'x' }, 'p.json: prefill_isl is "x"; a list of numbers is allowed'],
    [
      { prefill_isl: Array(5001).fill(1) },
      'p.json: prefill_isl has 5001 entries; up to 5000 are allowed',
    ],
  ])('with %j are refused in one line', (fault, message) => {
    expect(() => parsePrefill({ ...PREFILL, ...fault }, 'p.json')).toThrow(new UserError(message))
  })
})

describe('a key that is not there', () => {
  it('is named, beside those that are', () => {
    const { prefill_ttft: _, ...rest } = PREFILL
    expect(() => parsePrefill(rest, 'p.json')).toThrow(
      'p.json: key prefill_ttft is missing (there: prefill_isl, prefill_thpt_per_gpu)',
    )
    expect(() => parseDecode({}, 'd.json')).toThrow(
      'd.json: key x_kv_usage is missing (there: none)',
    )
  })
})

describe('decode samples', () => {
  it('keep the order of the file; max_kv_tokens is a number or a list of one', () => {
    expect([...parseDecode(DECODE, 'd').itlMs]).toEqual(DECODE.z_itl)
    expect(parseDecode({ ...DECODE, max_kv_tokens: [1000] }, 'd').maxKvTokens).toBe(1000)
  })

  it.each([
    [{ max_kv_tokens: 0 }, 'd.json: max_kv_tokens[0] is 0; a finite number > 0 is allowed'],
    [{ max_kv_tokens: [1, 2] }, 'd.json: max_kv_tokens has 2 entries, 1 are needed'],
    [{ x_kv_usage: [0.1, 1.9, 0.1, 0.9] }, 'd.json: x_kv_usage[1] is 1.9; a share 0..1 is allowed'],
    [{ x_kv_usage: [0.1, 0.9] }, 'd.json: x_kv_usage has 2 points; the surface needs 3 or more'],
    [
      { x_kv_usage: [0.1, 0.1, 0.1, 0.9] },
      'd.json: x_kv_usage, y_context_length: points 0 and 1 are both at KV usage 0.1, context 100; each place is allowed once',
    ],
    [
      { x_kv_usage: [0.1, 0.2, 0.3, 0.4], y_context_length: [7, 7, 7, 7] },
      'd.json: x_kv_usage, y_context_length: all points lie on one line; at least two contexts and two KV usages are needed',
    ],
  ])('with %j are refused in one line', (fault, message) => {
    expect(() => parseDecode({ ...DECODE, ...fault }, 'd.json')).toThrow(new UserError(message))
  })
})
