import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createDecodePerformance } from '../../src/profile/decode-performance.js'
import { createDecodeSurface, SURFACE_NODES } from '../../src/profile/decode-surface.js'
import { parseDecode, parsePrefill, type RawSamples } from '../../src/profile/parse.js'
import { createPrefillPerformance } from '../../src/profile/prefill-performance.js'
import { describeShared, sharedIsThere, sharedPath } from '../helpers/shared.js'

type Table = readonly (readonly number[])[]

interface PrefillCase {
  readonly raw: RawSamples
  readonly min_isl: number
  readonly max_isl: number
  readonly rows_isl_ttft_thpt: Table
}

interface DecodeCase {
  readonly raw: RawSamples
  readonly max_kv_tokens: number
  readonly rows_concurrency_context_ix_iy_itl_thpt: Table
  readonly rows_itltarget_context_thpt_itl_kv: Table
}

interface GridCase {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly itl: Table
  readonly thpt: Table
  readonly nan_from_cubic: readonly string[]
  readonly delaunay_simplices: Table
}

/** Share of a table's range that interpolated numbers may differ by. */
const TOLERANCE = 1e-9
const NODES = [...Array(SURFACE_NODES).keys()]

describeShared('the established planner’s interpolation', () => {
  for (const [name, unit] of Object.entries(
    readUnit<Record<string, PrefillCase>>('prefill_interp'),
  )) {
    it(`prefill of ${name}: TTFT and throughput within 1e-9 of their range`, () => {
      const samples = parsePrefill(unit.raw, name)
      const prefill = createPrefillPerformance(samples, { compat: 'reference' })
      expect(prefill.islRange).toEqual([unit.min_isl, unit.max_isl])
      const rows = unit.rows_isl_ttft_thpt
      const points = rows.map(([isl]) => prefill.at(isl!))
      const ttft = points.map((point) => point.latencyMs)
      const throughput = points.map((point) => point.throughputPerGpu)
      expect(
        farApart(
          ttft,
          rows.map((row) => row[1]!),
        ),
      ).toEqual([])
      expect(
        farApart(
          throughput,
          rows.map((row) => row[2]!),
        ),
      ).toEqual([])
    })
  }

  for (const [name, unit] of Object.entries(
    readUnit<Record<string, DecodeCase>>('decode_interp'),
  )) {
    const samples = parseDecode({ ...unit.raw, max_kv_tokens: unit.max_kv_tokens }, name)

    it(`decode of ${name}: the same node for every load, with its numbers`, () => {
      const surface = createDecodeSurface(samples)
      const decode = createDecodePerformance(samples, { compat: 'reference' })
      const rows = unit.rows_concurrency_context_ix_iy_itl_thpt
      const nodes = rows.map(([concurrency = 0, contextLength = 0]) => [
        surface.column((concurrency * contextLength) / samples.maxKvTokens),
        surface.row(contextLength),
      ])
      expect(nodes).toEqual(rows.map((row) => [row[2], row[3]]))
      const points = rows.map(([concurrency = 0, contextLength = 0]) =>
        decode.at({ concurrency, contextLength }),
      )
      expect(
        farApart(
          points.map((p) => p.latencyMs),
          rows.map((row) => row[4]!),
        ),
      ).toEqual([])
      expect(
        farApart(
          points.map((p) => p.throughputPerGpu),
          rows.map((row) => row[5]!),
        ),
      ).toEqual([])
    })

    it(`decode of ${name}: the same best point for every target`, () => {
      const decode = createDecodePerformance(samples, { compat: 'reference' })
      const rows = unit.rows_itltarget_context_thpt_itl_kv
      const points = rows.map(([itlMs = 0, contextLength = 0]) =>
        decode.best({ itlMs, contextLength }),
      )
      expect(points.map((p) => p.kvUsage)).toEqual(rows.map((row) => row[4]))
      expect(
        farApart(
          points.map((p) => p.throughputPerGpu),
          rows.map((row) => row[2]!),
        ),
      ).toEqual([])
      expect(
        farApart(
          points.map((p) => p.latencyMs),
          rows.map((row) => row[3]!),
        ),
      ).toEqual([])
    })
  }

  for (const name of ['h200', 'ps_h100tp8']) {
    it(`whole decode grid of ${name}: same triangles, same hull, values within 1e-9 of their range`, () => {
      const grid = readUnit<GridCase>(`decode_grid_${name}`)
      const unit = readUnit<Record<string, DecodeCase>>('decode_interp')[name]!
      const samples = parseDecode({ ...unit.raw, max_kv_tokens: unit.max_kv_tokens }, name)
      const surface = createDecodeSurface(samples)
      const nodes = NODES.flatMap((row) => NODES.map((column) => surface.node(column, row)))
      expect(nodes.slice(0, SURFACE_NODES).map((node) => node.kvUsage)).toEqual(grid.x)
      expect(NODES.map((row) => surface.node(0, row).contextLength)).toEqual(grid.y)
      const outside = nodes.map((node) => (node.place === null ? '1' : '0')).join('')
      expect(outside).toBe(grid.nan_from_cubic.join(''))
      expect(
        farApart(
          nodes.map((node) => node.itlMs),
          grid.itl.flat(),
        ),
      ).toEqual([])
      expect(
        farApart(
          nodes.map((node) => node.throughputPerGpu),
          grid.thpt.flat(),
        ),
      ).toEqual([])
      expect(triangleNames(surface.corners)).toEqual(
        triangleNames(Int32Array.from(grid.delaunay_simplices.flat())),
      )
    })
  }
})

/** Without ../shared the suite is skipped, but its body still runs once to list the tests. */
function readUnit<T>(name: string): T {
  if (!sharedIsThere) return {} as T
  return JSON.parse(readFileSync(sharedPath('conformance/unit', `${name}.json`), 'utf8')) as T
}

/** Places where two columns differ by more than the tolerance, at most ten of them. */
function farApart(ours: readonly number[], theirs: readonly number[]): string[] {
  const range = Math.max(...theirs) - Math.min(...theirs)
  const far = theirs.flatMap((value, i) =>
    Math.abs(ours[i]! - value) <= TOLERANCE * range ? [] : [`[${i}] ${ours[i]} for ${value}`],
  )
  return far.length > 10 ? [...far.slice(0, 10), `and ${far.length - 10} more`] : far
}

function triangleNames(corners: Int32Array): string[] {
  const names: string[] = []
  for (let t = 0; t < corners.length; t += 3) names.push([...corners.slice(t, t + 3)].sort().join())
  return names.sort()
}
