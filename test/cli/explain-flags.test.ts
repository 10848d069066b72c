import { describe, expect, test } from 'vitest'
import { askedCount, checkUse, intervalChoice, passShare } from '../../src/cli/explain-flags.js'
import { sampleResult } from '../helpers/sample-result.js'

describe('which interval is asked for', () => {
  test.each([
    [{ at: '0:42' }, { kind: 'at', time: '0:42' }, 1],
    [{ interval: '0' }, { kind: 'interval', index: 0 }, 1],
    [{ worst: '5' }, { kind: 'worst', count: 5 }, 5],
  ])('%j', (flags, choice, count) => {
    expect(intervalChoice(flags)).toEqual(choice)
    expect(askedCount(intervalChoice(flags))).toBe(count)
  })

  test.each([
    [{}, 'exactly one of --at, --interval and --worst is needed; none of them is given'],
    [{ at: '0:42', worst: '2' }, 'given are --at 0:42, --worst 2'],
    [{ interval: '-1' }, "--interval: '-1' is not allowed; it must be a whole number, at least 0"],
    [{ interval: '1e2' }, "--interval: '1e2'"],
    [{ interval: '' }, "--interval: ''"],
    [{ worst: '0' }, "--worst: '0' is not allowed; it must be a whole number, at least 1"],
    [{ worst: '2.5' }, "--worst: '2.5'"],
  ])('%j is an error', (flags, says) => {
    expect(() => intervalChoice(flags)).toThrow(says)
  })
})

describe('the share to pass', () => {
  test.each([
    ['1', 1],
    ['0.95', 0.95],
    ['.5', 0.5],
  ])('%s', (text, share) => {
    expect(passShare(text)).toBe(share)
  })

  test.each(['0', '1.01', '99', '95%', '-0.5', '1e-1', ''])("'%s' is an error", (text) => {
    expect(() => passShare(text)).toThrow(
      `--pass: '${text}' is not allowed; it must be a share above 0, at most 1`,
    )
  })
})

describe('a flag that would do nothing is an error', () => {
  const none = { pass: false, trace: false, noCounterfactual: false }
  test.each([
    { simulated: true, given: { trace: true, noCounterfactual: true }, says: '--trace has no use' },
    { simulated: false, given: { pass: true }, says: '--pass has no use for an open-loop result' },
    { simulated: false, given: { trace: true }, says: '--trace has no use for an open-loop' },
  ])('$given, simulated: $simulated', ({ simulated, given, says }) => {
    expect(() => checkUse(sampleResult({ simulated }), { ...none, ...given })).toThrow(says)
  })

  test('but not one that does something', () => {
    checkUse(sampleResult({ simulated: true }), { ...none, pass: true, trace: true })
    checkUse(sampleResult(), { ...none, noCounterfactual: true })
  })
})
