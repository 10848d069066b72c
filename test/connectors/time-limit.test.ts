import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { createElection } from '../../src/connectors/election.js'
import { withinTime } from '../../src/connectors/time-limit.js'

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

it.each([
  ['its time is over', undefined, 'TimeoutError'],
  ['the outer signal has aborted', AbortSignal.abort(new Error('stopped')), 'Error'],
])('work is told to stop when %s', async (_, signal, name) => {
  const working = withinTime({ milliseconds: 10, sleep: async () => undefined, signal }, (own) => {
    return new Promise<never>((__, reject) => {
      if (own.aborted) reject(own.reason)
      own.addEventListener('abort', () => reject(own.reason))
    })
  })
  await expect(working).rejects.toMatchObject({ name })
})
