import { expect, test } from 'vitest'
import { progressOn } from '../../src/cli/progress.js'

function onFakeClock(visible: boolean) {
  let now = 0
  const written: string[] = []
  const progress = progressOn(
    { write: (text: string) => written.push(text) },
    { visible, now: () => now },
  )
  const stepAt = (ms: number, done: number) => {
    now = ms
    progress.step({ label: 'reading x', done, total: 200 })
  }
  return { stepAt, progress, written }
}

test('short work shows nothing, and leaves nothing to clear', () => {
  const { stepAt, progress, written } = onFakeClock(true)
  stepAt(0, 1)
  stepAt(499, 100)
  progress.end()
  expect(written).toEqual([])
})

test('longer work shows a line that is written over at most ten times a second, then cleared', () => {
  const { stepAt, progress, written } = onFakeClock(true)
  stepAt(500, 50)
  stepAt(599, 60)
  stepAt(600, 101)
  progress.end()
  expect(written).toEqual([
    '\r\u001b[2Kreading x … 25 %',
    '\r\u001b[2Kreading x … 50 %',
    '\r\u001b[2K',
  ])
})

test('where nobody looks nothing is written', () => {
  const { stepAt, progress, written } = onFakeClock(false)
  stepAt(5000, 100)
  progress.end()
  expect(written).toEqual([])
})
