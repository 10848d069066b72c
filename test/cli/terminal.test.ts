import { describe, expect, test } from 'vitest'
import { terminalStyle } from '../../src/cli/terminal.js'

const tty = { isTTY: true, columns: 120 }
const pipe = {}

describe('colour', () => {
  test.each([
    ['on a terminal', tty, {}, true],
    ['not in a pipe', pipe, {}, false],
    ['not with NO_COLOR', tty, { NO_COLOR: '1' }, false],
    ['with an empty NO_COLOR, which counts as none', tty, { NO_COLOR: '' }, true],
    ['in a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, true],
    ['not with FORCE_COLOR=0', tty, { FORCE_COLOR: '0' }, false],
    ['not with both, NO_COLOR wins', pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    ['not in CI', tty, { CI: 'true' }, false],
    ['with CI=false', tty, { CI: 'false' }, true],
    ['not on a dumb terminal', tty, { TERM: 'dumb' }, false],
  ])('%s', (_, stream, env, expected) => {
    expect(terminalStyle(stream, env).color).toBe(expected)
  })
})

describe('width', () => {
  test.each([
    ['the terminal says', tty, {}, 120],
    ['COLUMNS says for a pipe', pipe, { COLUMNS: '100' }, 100],
    ['80 otherwise', pipe, {}, 80],
    ['80 where COLUMNS is no number', pipe, { COLUMNS: 'wide' }, 80],
  ])('%s', (_, stream, env, expected) => {
    expect(terminalStyle(stream, env).width).toBe(expected)
  })
})
