import { expect, it } from 'vitest'
import { readProfile } from '../../src/files/profile.js'
import { createDecodePerformance } from '../../src/profile/decode-performance.js'
import { fitItl, fitTtft } from '../../src/profile/physical-model.js'
import { describeShared, sharedPath } from '../helpers/shared.js'

const H200 =
  'use-pre-swept-results:h200_sxm:nvidia/Llama-3.1-8B-Instruct-FP8:vllm:0.10.1.1:1:1:1:128:128:8'
const h100 = (tp: number) =>
  `use-pre-swept-results:h100_sxm:nvidia/Llama-3.3-70B-Instruct-FP8:vllm:0.10.1.1:${tp}:1:1:128:128:8`
const TARGETS_MS = [12, 15, 20, 25, 30, 40, 50, 100]

const read = (name: string) =>
  readProfile({ name, preSweptDir: sharedPath('data/profiles'), shippedDir: '' })

/** The largest ratio of best throughput between neighbouring rows of the grid. */
async function largestStep(name: string, compat: 'none' | 'reference'): Promise<number> {
  const { decode } = await read(name)
  const performance = createDecodePerformance(decode!, { compat })
  let largest = 1
  for (const itlMs of TARGETS_MS) {
    let before = Number.NaN
    for (let row = 0; row < 100; row++) {
      const contextLength = (row * performance.maxContextLength) / 99
      const { throughputPerGpu } = performance.best({ itlMs, contextLength })
      if (throughputPerGpu <= 0) return Number.POSITIVE_INFINITY
      const ratio = throughputPerGpu / before
      if (row > 0) largest = Math.max(largest, ratio, 1 / ratio)
      before = throughputPerGpu
    }
  }
  return largest
}

describeShared('the public profiles', () => {
  it.each([
    [H200, 1.6, 40],
    [h100(8), 2.1, Number.POSITIVE_INFINITY],
    [h100(4), 2.3, Number.POSITIVE_INFINITY],
    [h100(2), 3.1, Number.POSITIVE_INFINITY],
  ])(
    '%s: from row to row the best throughput changes by at most %d; it was %d',
    async (name, ours, theirs) => {
      expect(await largestStep(name, 'none')).toBeLessThanOrEqual(ours)
      expect(await largestStep(name, 'reference')).toBeGreaterThanOrEqual(theirs)
    },
  )

  it('keep the H200 surface as measured at 97 % of the nodes, all contexts from 10,000 to 13,585 tokens at 98 %', async () => {
    const { decode } = await read(H200)
    const none = createDecodePerformance(decode!, { compat: 'none' })
    const reference = createDecodePerformance(decode!, { compat: 'reference' })
    const shareKept = (from: number) => {
      let kept = 0
      let all = 0
      for (let row = 0; row < 100; row++) {
        const contextLength = (row * none.maxContextLength) / 99
        if (contextLength < from) continue
        for (let column = 0; column < 100; column++) {
          const concurrency = ((column / 99) * none.maxKvTokens) / (contextLength || 1)
          const load = { concurrency, contextLength }
          const same = none.at(load).throughputPerGpu === reference.at(load).throughputPerGpu
          kept += Number(same)
          all += 1
        }
      }
      return kept / all
    }
    expect(shareKept(0)).toBeGreaterThan(0.97)
    expect(shareKept(10_000)).toBeGreaterThan(0.98)
  })

  it.each([
    [H200, 0.037, 0.11],
    [h100(8), 0.166, 0.068],
    [h100(4), 0.018, 0.102],
    [h100(2), 0.007, 0.131],
  ])(
    '%s: the physical model fits TTFT to %d and ITL to %d (rms, relative)',
    async (name, ttft, itl) => {
      const { prefill, decode } = await read(name)
      expect(fitTtft(prefill!).error.rmsRelative).toBeLessThanOrEqual(ttft)
      expect(fitItl(decode!).error.rmsRelative).toBeLessThanOrEqual(itl)
    },
  )
})
