import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { releaseLocks, withLock } from '../../src/files/lock.js'
import { scratchFolder } from '../helpers/planner.js'

const folder = scratchFolder()

test('of two that want it at once one works, and the other is told who does', async () => {
  const path = join(folder, 'a.lock')
  let finish = () => {}
  const first = withLock(
    path,
    () =>
      new Promise<string>((resolve) => {
        finish = () => resolve('done')
      }),
  )
  await expect.poll(() => existsSync(path)).toBe(true)
  await expect(withLock(path, async () => 'mine')).rejects.toThrow(
    new RegExp(
      `^(process ${process.pid}|another process) is updating the same baselines: .*a\\.lock stands$`,
    ),
  )
  expect(existsSync(path)).toBe(true)
  finish()
  expect(await first).toBe('done')
  expect(await withLock(path, async () => 'mine')).toBe('mine')
})

test('it is given back when the work fails, and on the way out', async () => {
  const path = join(folder, 'b.lock')
  await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(path)).toBe(false)
  await new Promise<void>((started) => {
    void withLock(path, () => {
      started()
      return new Promise(() => {})
    })
  })
  expect(existsSync(path)).toBe(true)
  releaseLocks()
  expect(existsSync(path)).toBe(false)
})

test('one that somebody else left is not taken away, not even on the way out', async () => {
  const path = join(folder, 'c.lock')
  writeFileSync(path, '4242\n')
  await expect(withLock(path, async () => 1)).rejects.toMatchObject({ exitCode: 2 })
  releaseLocks()
  expect(existsSync(path)).toBe(true)
})
