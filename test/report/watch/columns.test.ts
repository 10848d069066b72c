import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  breakLines,
  cleanText,
  clip,
  columnsOf,
  toWidth,
} from '../../../src/report/watch/columns.js'

describe('text from outside', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['a screen that is wiped', 'a\u001b[2J\u001b[Hb', 'ab'],
    ['a title, ended by BEL', '\u001b]0;owned\u0007name', 'name'],
    ['a link, ended by ST', '\u001b]8;;http://x\u001b\\name\u001b]8;;\u001b\\', 'name'],
    ['a string without an end', 'name\u001bPq#0', 'name'],
    ['C1 controls', '\u009b31mname\u0090x\u009c', 'name'],
    ['line breaks and tabs', 'a\r\nb\tc', 'a  b c'],
    ['bells, backspaces and deletes', 'a\u0007\b\u007fb', 'ab'],
    ['writing from right to left', 'a\u202eb\u2066c', 'abc'],
    ['what takes no column', 'a\u200bb\ufeff', 'ab'],
    ['accents in two characters', 'cafe\u0301', 'café'],
  ])('is rid of %s', (_, text, clean) => {
    expect(cleanText(text)).toBe(clean)
  })

  it('has no control character left, whatever it was', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[', '\u001b]', '\u009d', '\u0007', '\r', '\n', '\u001b', '\u202e'),
    )
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const clean = cleanText(parts.join(''))
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        expect(stripVTControlCharacters(clean)).toBe(clean)
      }),
    )
  })
})

describe('columns', () => {
  it.each([
    ['llama-3.1-8b', 12],
    ['▁▂▃ × −', 7],
    ['模型', 4],
    ['ｆ', 2],
    ['한국', 4],
    ['🚀!', 3],
  ])('of %s are %i', (text, columns) => {
    expect(columnsOf(text)).toBe(columns)
  })

  const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map(cleanText)

  it('are filled exactly, whatever the text', () => {
    fc.assert(
      fc.property(text, fc.nat(40), fc.constantFrom('left', 'right'), (any, width, side) => {
        expect(columnsOf(toWidth(any, width, side))).toBe(width)
      }),
    )
  })

  it('are not exceeded by broken lines, which lose no word', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 40 }), (any, width) => {
        const lines = breakLines(any, width)
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width)
        expect(lines.join('').replaceAll(' ', '')).toBe(any.replaceAll(' ', ''))
      }),
    )
  })

  it('that are too few show an ellipsis', () => {
    expect(clip('planner.jsonl', 8)).toBe('planner…')
    expect(clip('模型模型', 4)).toBe('模…')
  })
})
