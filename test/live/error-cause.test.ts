import { expect, it } from 'vitest'
import { UserError } from '../../src/domain/user-error.js'
import { causeOf } from '../../src/live/error-cause.js'

it.each([
  ['its message', new Error('broken\n  in two'), 'broken in two'],
  ['its code when it says nothing', Object.assign(new Error(''), { code: 'EPIPE' }), 'EPIPE'],
  ['what would mend it', new UserError('no', { hint: 'give --more' }), 'no; give --more'],
  ['whatever was thrown', 'a word', 'a word'],
])('an error is told by %s', (_, error, text) => {
  expect(causeOf(error)).toBe(text)
})
