import type { KeyValueStore } from '../../../src/connectors/key-value-store.js'
import type { Clock } from '../../../src/live/clock.js'
import type { Chance } from './chance.js'
import { NEVER } from './mortal-clock.js'

/** What a call of the store can meet: before it takes effect, after it, or long before its answer. */
export const STORE_FAULTS = ['refused', 'answer lost', 'hangs', 'hangs after', 'slow'] as const

export type StoreFault = (typeof STORE_FAULTS)[number]

/** A client of etcd gives up after this long. */
const TIMEOUT_MS = 10_000

/** A store whose calls take time, and fail as `fault` says. A write that was sent may land after its sender is dead. */
export function faultyStore(parts: {
  readonly store: KeyValueStore
  readonly clock: Clock
  readonly chance: Chance
  readonly fault: () => StoreFault | null
}): KeyValueStore {
  const { store, clock, chance } = parts

  async function call<T>(work: () => Promise<T>): Promise<T> {
    const fault = parts.fault()
    await wait(fault === 'slow' ? chance.between(1000, 4000) : 10)
    if (fault === 'refused') throw new Error('etcd: connection refused')
    if (fault === 'hangs') await timeout()
    const answer = await work()
    if (fault === 'answer lost') throw new Error('etcd: connection reset')
    if (fault === 'hangs after') await timeout()
    return answer
  }

  async function timeout(): Promise<never> {
    await wait(TIMEOUT_MS)
    throw new Error('etcd: no answer within 10 s')
  }

  function wait(ms: number): Promise<void> {
    return clock.sleepUntil(clock.steadyMs() + ms, NEVER)
  }

  return aroundCalls(store, (_, work) => call(work))
}

/** The same store, each call of it made by `around`. */
export function aroundCalls(
  store: KeyValueStore,
  around: (call: StoreCall, work: () => Promise<unknown>) => Promise<unknown>,
): KeyValueStore {
  return new Proxy(store, {
    get: (target, name, receiver) => {
      const method: unknown = Reflect.get(target, name, receiver)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) =>
        around({ name: String(name), args }, () => Reflect.apply(method, target, args))
    },
  })
}

export interface StoreCall {
  readonly name: string
  readonly args: readonly unknown[]
}
