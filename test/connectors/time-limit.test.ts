import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { createElection } from '../../src/connectors/election.js'
import { withinTime } from '../../src/connectors/time-limit.js'
import { readSources } from '../helpers/sources.js'

const never = () => new Promise<void>(() => undefined)

/** Listeners, and the signals that Node.js keeps an entry for, made of this one by `AbortSignal.any`. */
function leftOn(signal: AbortSignal): number {
  const symbol = Object.getOwnPropertySymbols(signal).find(
    ({ description }) => description === 'kDependantSignals',
  )
  const dependants = symbol && (signal as unknown as Record<symbol, { size?: number }>)[symbol]
  return getEventListeners(signal, 'abort').length + (dependants?.size ?? 0)
}

it('a limit leaves nothing on a signal that outlives it', async () => {
  const { signal } = new AbortController()
  for (let call = 0; call < 100; call++) {
    await withinTime({ milliseconds: 10, sleep: never, signal }, async () => call)
    const failing = withinTime({ milliseconds: 10, sleep: never, signal }, async () => {
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
  }
  expect(leftOn(signal)).toBe(0)
})

it('an election leaves nothing on its signal, however often it renews', async () => {
  const end = new AbortController()
  let renewals = 0
  const running = createElection({
    lease: {
      async hold() {
        if (++renewals === 1000) end.abort()
        return { term: 1 }
      },
      release: async () => undefined,
    },
    ...{ leaseSeconds: 15, renewSeconds: 3, marginSeconds: 5 },
    clock: { steadySeconds: () => 0, wallSeconds: () => 0 },
    sleep: async () => {
      expect(leftOn(end.signal)).toBeLessThan(2)
    },
    onError: (error) => expect.unreachable(String(error)),
  }).run(end.signal)
  await running
  expect(renewals).toBe(1000)
})

/** Ends when its signal aborts, with the signal's reason. */
function hanging(limit: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (limit.aborted) reject(limit.reason)
    limit.addEventListener('abort', () => reject(limit.reason))
  })
}

const atOnce = async () => undefined

it('a limit gives back what the work gives', async () => {
  const { signal } = new AbortController()
  expect(await withinTime({ milliseconds: 10, sleep: never, signal }, async () => 7)).toBe(7)
  expect(await withinTime({ milliseconds: 10, sleep: never }, async () => 8)).toBe(8)
})

it('work ends with a TimeoutError when its time is over, and nothing is left of that', async () => {
  const { signal } = new AbortController()
  const working = withinTime({ milliseconds: 10, sleep: atOnce, signal }, hanging)
  await expect(working).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(leftOn(signal)).toBe(0)
})

it('work ends with an error of the caller when its time is over', async () => {
  const overtime = () => new Error('too late')
  const working = withinTime({ milliseconds: 10, sleep: atOnce, overtime }, hanging)
  await expect(working).rejects.toThrow('too late')
})

it('work ends with the reason of the outer signal, also when that was aborted before', async () => {
  const outer = new AbortController()
  const { signal } = outer
  const working = withinTime({ milliseconds: 10, sleep: never, signal }, hanging)
  outer.abort(new Error('stopped'))
  await expect(working).rejects.toThrow('stopped')
  const late = withinTime({ milliseconds: 10, sleep: never, signal }, hanging)
  await expect(late).rejects.toThrow('stopped')
})

it('nothing makes signals of a long-lived one that Node.js 20 would keep for ever', () => {
  const users = readSources().filter(({ text }) => text.includes('AbortSignal.any('))
  expect(users.map(({ path }) => path)).toEqual([])
})
