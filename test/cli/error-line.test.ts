import { describe, expect, test } from 'vitest'
import { errorLines } from '../../src/cli/error-line.js'
import { UserError } from '../../src/domain/user-error.js'

const quiet = { debug: false }

describe('an error is one line', () => {
  test('a user error shows its message, its hint and its exit code', () => {
    const error = new UserError('no such file\n  x.jsonl', { hint: 'look again', exitCode: 3 })
    expect(errorLines(error, quiet)).toEqual({
      text: 'error: no such file x.jsonl\nhint: look again',
      exitCode: 3,
    })
  })

  test('a bug hides its stack', () => {
    const lines = errorLines(new TypeError('x is not a function'), quiet)
    expect(lines?.text).toBe(
      'error: internal error: x is not a function\nhint: this is a bug in planner; DEBUG=1 shows where',
    )
    expect(lines?.exitCode).toBe(70)
  })

  test('a bug shows its stack with DEBUG', () => {
    expect(errorLines(new Error('x'), { debug: true })?.text).toContain('error-line.test')
  })

  test('what is thrown and is no error is shown all the same', () => {
    expect(errorLines('plain', quiet)?.text).toContain('internal error: plain')
  })

  test('leaving early without an error says nothing', () => {
    const exit = Object.assign(new Error('EEXIT: 0'), { code: 'EEXIT', oclif: { exit: 0 } })
    expect(errorLines(exit, quiet)).toBeNull()
  })
})

describe("oclif's parse errors are reworded", () => {
  const oclifError = (message: string, more: object = {}) =>
    Object.assign(new Error(`${message}\nSee more help with --help`), {
      oclif: { exit: 2 },
      ...more,
    })

  test('an unknown flag names the nearest known one, aliases too', () => {
    const parse = {
      input: { flags: { ttft: {}, 'profile-results-dir': { aliases: ['profile'] } } },
    }
    const ask = (flag: string) =>
      errorLines(oclifError('Nonexistent flag', { flags: [flag], parse }), quiet)?.text
    expect(ask('--tftt')).toBe('error: unknown flag --tftt\nhint: did you mean --ttft?')
    expect(ask('--profil=x')).toBe('error: unknown flag --profil\nhint: did you mean --profile?')
    expect(ask('--quite-another')).toBe('error: unknown flag --quite-another')
  })

  test('a value that is no option names the nearest one', () => {
    const error = oclifError('Expected --mode=dissag to be one of: disagg, prefill, decode')
    expect(errorLines(error, quiet)).toEqual({
      text: "error: --mode: 'dissag' is not known; it must be one of disagg, prefill, decode\nhint: did you mean disagg?",
      exitCode: 2,
    })
  })

  test('any other loses the line about help', () => {
    expect(errorLines(oclifError('Flag --ttft expects a value'), quiet)?.text).toBe(
      'error: flag --ttft expects a value',
    )
  })
})
