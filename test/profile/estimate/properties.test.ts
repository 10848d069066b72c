import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeItlMs } from '../../../src/profile/estimate/decode.js'
import type { Engine } from '../../../src/profile/estimate/engine.js'
import { estimateProfile } from '../../../src/profile/estimate/estimate.js'
import { touchedExperts } from '../../../src/profile/estimate/experts.js'
import { GPU_PRESETS } from '../../../src/profile/estimate/gpu-presets.js'
import { maxKvTokens } from '../../../src/profile/estimate/memory.js'
import { MODEL_PRESETS } from '../../../src/profile/estimate/model-presets.js'
import { KV_PRECISIONS, WEIGHT_PRECISIONS } from '../../../src/profile/estimate/precision.js'
import { prefillTtftMs } from '../../../src/profile/estimate/prefill.js'
import { parseDecode, parsePrefill } from '../../../src/profile/parse.js'
import { engineOf } from './engines.js'

const anyEngine: fc.Arbitrary<Engine> = fc
  .record({
    gpu: fc.constantFrom(...Object.keys(GPU_PRESETS)),
    model: fc.constantFrom(...Object.keys(MODEL_PRESETS)),
    weights: fc.constantFrom(...WEIGHT_PRECISIONS),
    kv: fc.constantFrom(...KV_PRECISIONS),
    tensorParallel: fc.constantFrom(1, 2, 4, 8),
    maxBatchSize: fc.integer({ min: 1, max: 2048 }),
  })
  .map(engineOf)

const fitting = anyEngine.filter((engine) => maxKvTokens(engine) >= 1024)
const tokens = fc.integer({ min: 1, max: 200_000 })
const batch = fc.integer({ min: 1, max: 4096 })

describe('every engine', () => {
  it('takes longer for a longer prompt', () => {
    fc.assert(
      fc.property(anyEngine, tokens, tokens, (engine, isl, more) => {
        expect(prefillTtftMs(engine, isl + more)).toBeGreaterThan(prefillTtftMs(engine, isl))
      }),
    )
  })

  it('takes longer for a step of more requests, and of longer ones', () => {
    fc.assert(
      fc.property(anyEngine, batch, tokens, batch, (engine, concurrency, contextLength, more) => {
        const itl = decodeItlMs(engine, { concurrency, contextLength })
        expect(
          decodeItlMs(engine, { concurrency: concurrency + more, contextLength }),
        ).toBeGreaterThan(itl)
        expect(
          decodeItlMs(engine, { concurrency, contextLength: contextLength + more }),
        ).toBeGreaterThan(itl)
      }),
    )
  })

  it('is never slower with more memory bandwidth, FLOPS or link bandwidth', () => {
    fc.assert(
      fc.property(
        anyEngine,
        batch,
        tokens,
        fc.double({ min: 1, max: 4, noNaN: true }),
        (engine, concurrency, length, factor) => {
          const { gpu } = engine
          const { bf16, fp8, fp4 } = gpu.denseTflops
          const better = [
            { ...gpu, memoryBandwidthGBps: gpu.memoryBandwidthGBps * factor },
            { ...gpu, interconnectGBps: gpu.interconnectGBps * factor },
            {
              ...gpu,
              denseTflops: {
                bf16: bf16 * factor,
                fp8: fp8 && fp8 * factor,
                fp4: fp4 && fp4 * factor,
              },
            },
          ].map((faster) => ({ ...engine, gpu: faster }))
          const load = { concurrency, contextLength: length }
          for (const faster of better) {
            expect(decodeItlMs(faster, load)).toBeLessThanOrEqual(decodeItlMs(engine, load))
            expect(prefillTtftMs(faster, length)).toBeLessThanOrEqual(prefillTtftMs(engine, length))
          }
        },
      ),
    )
  })

  it('touches more experts with more tokens, at least those of one and never more than there are', () => {
    const moe = fc
      .integer({ min: 1, max: 512 })
      .chain((experts) =>
        fc.record({
          experts: fc.constant(experts),
          activeExperts: fc.integer({ min: 1, max: experts }),
        }),
      )
      .map((counts) => ({ ...counts, sharedExperts: 0, intermediateSize: 1, denseLayers: 0 }))
    fc.assert(
      fc.property(moe, batch, (of, count) => {
        const touched = touchedExperts(of, count)
        expect(touched).toBeGreaterThanOrEqual(of.activeExperts * (1 - 1e-12))
        expect(touched).toBeLessThanOrEqual(of.experts)
        expect(touchedExperts(of, count + 1)).toBeGreaterThanOrEqual(touched)
      }),
    )
  })
})

describe('every estimated profile', () => {
  it('is taken by the reader of profile files', () => {
    fc.assert(
      fc.property(fitting, fc.integer({ min: 1024, max: 131_072 }), (engine, maxContextLength) => {
        const { prefill, decode } = estimateProfile({ name: 'x', engine, maxContextLength }).profile
        const raw = {
          prefill_isl: prefill.isl,
          prefill_ttft: prefill.ttftMs,
          prefill_thpt_per_gpu: prefill.throughputPerGpu,
          x_kv_usage: decode.kvUsage,
          y_context_length: decode.contextLength,
          z_itl: decode.itlMs,
          z_thpt_per_gpu: decode.throughputPerGpu,
          max_kv_tokens: decode.maxKvTokens,
        }
        expect(parsePrefill(raw, 'x')).toEqual(prefill)
        expect(parseDecode(raw, 'x')).toEqual(decode)
      }),
    )
  })

  it('holds only positive, finite numbers, KV usage up to 1, and throughput that is load over latency', () => {
    fc.assert(
      fc.property(fitting, fc.integer({ min: 1024, max: 131_072 }), (engine, maxContextLength) => {
        const { prefill, decode } = estimateProfile({ name: 'x', engine, maxContextLength }).profile
        const lists = [
          prefill.isl,
          prefill.ttftMs,
          prefill.throughputPerGpu,
          decode.kvUsage,
          decode.contextLength,
          decode.itlMs,
          decode.throughputPerGpu,
        ]
        for (const values of lists) {
          expect(values.every((value) => Number.isFinite(value) && value > 0)).toBe(true)
        }
        expect(decode.kvUsage.every((usage) => usage <= 1)).toBe(true)
        const gpus = engine.tensorParallel
        prefill.isl.forEach((isl, i) => {
          const tokensPerSecond = prefill.throughputPerGpu[i]! * gpus
          expect((tokensPerSecond * prefill.ttftMs[i]!) / 1000 / isl).toBeCloseTo(1, 3)
        })
        decode.itlMs.forEach((itlMs, i) => {
          const concurrency = (decode.kvUsage[i]! * decode.maxKvTokens) / decode.contextLength[i]!
          const tokensPerSecond = decode.throughputPerGpu[i]! * gpus
          expect((tokensPerSecond * itlMs) / 1000 / concurrency).toBeCloseTo(1, 3)
          expect(concurrency).toBeLessThan(engine.maxBatchSize * 1.0001)
        })
      }),
    )
  })
})
