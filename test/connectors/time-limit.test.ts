import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { within } from '../../src/connectors/time-limit.js'
import { readSources } from '../helpers/sources.js'

/** Ends when its signal aborts, with the signal's reason. */
function hanging(limit: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (limit.aborted) reject(limit.reason)
    limit.addEventListener('abort', () => reject(limit.reason))
  })
}

describe('Work within a time limit', () => {
  it('gives back what the work gives', async () => {
    const { signal } = new AbortController()
    expect(await within({ seconds: 60, signal }, async () => 7)).toBe(7)
    expect(await within({ seconds: 60, signal: undefined }, async () => 8)).toBe(8)
  })

  it('aborts with a TimeoutError when the time is over', async () => {
    const { signal } = new AbortController()
    const timedOut = within({ seconds: 0.001, signal }, hanging)
    await expect(timedOut).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('aborts with the reason of the outer signal, also when that was aborted before', async () => {
    const outer = new AbortController()
    const { signal } = outer
    const aborted = within({ seconds: 60, signal }, hanging)
    outer.abort(new Error('stopped'))
    await expect(aborted).rejects.toThrow('stopped')
    await expect(within({ seconds: 60, signal }, hanging)).rejects.toThrow('stopped')
  })

  it('leaves nothing on the outer signal, however it ends', async () => {
    const { signal } = new AbortController()
    await within({ seconds: 60, signal }, async () => undefined)
    await within({ seconds: 60, signal }, () => Promise.reject(new Error('no'))).catch(() => null)
    await within({ seconds: 0.001, signal }, hanging).catch(() => null)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

it('Nothing makes signals of a long-lived one that Node 20 would keep for ever', () => {
  const users = readSources().filter(({ text }) => text.includes('AbortSignal.any('))
  expect(users.map(({ path }) => path)).toEqual([])
})
