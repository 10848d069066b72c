import { expect, it } from 'vitest'
import { UserError } from '../../src/domain/user-error.js'
import type { WasmMemory } from '../../src/domain/webassembly.js'
import { memoryError } from '../../src/simulator/kernel-memory.js'

// What the types of Node do not declare.
const { Memory, RuntimeError } = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Memory: new (limits: { initial: number; maximum: number }) => WasmMemory
      readonly RuntimeError: new (message: string) => Error
    }
  }
).WebAssembly

const trap = new RuntimeError('unreachable')
const full = () => new Memory({ initial: 16, maximum: 16 })
const requestsInFlight = 26_135_296

it('a trap of a kernel whose memory cannot grow says how many requests filled it', () => {
  const error = memoryError(trap, { memory: full(), requestsInFlight })
  expect(error).toBeInstanceOf(UserError)
  expect(error?.message).toContain(
    '26135296 requests wait or run at once and take 0.0 GB; the most is 4.3 GB',
  )
  expect(error?.cause).toBe(trap)
})

it('a trap of a kernel with memory to spare, and what else is thrown, stays a bug', () => {
  const memory = new Memory({ initial: 16, maximum: 65_536 })
  expect(memoryError(trap, { memory, requestsInFlight })).toBeUndefined()
  expect(memoryError(new Error('other'), { memory: full(), requestsInFlight })).toBeUndefined()
})
