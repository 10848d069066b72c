import { type Zippable, zipSync } from 'fflate'
import { dump } from 'npyjs'

/** An array for an .npz file: numbers become float64, strings <U. */
export interface FixtureArray {
  readonly values: readonly number[] | readonly string[]
  /** Absent: one axis. */
  readonly shape?: readonly number[]
}

/** Bytes of an .npz file as NumPy's savez_compressed would write it. */
export function npzOf(arrays: Readonly<Record<string, FixtureArray | Uint8Array>>): Uint8Array {
  const members: Zippable = {}
  for (const [key, array] of Object.entries(arrays)) {
    members[`${key}.npy`] = array instanceof Uint8Array ? array : npyOf(array)
  }
  return zipSync(members)
}

/** A .npy array with any header and any data, right or wrong. */
export function rawNpy(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const text = `${header.padEnd(117)}\n`
  const bytes = new Uint8Array(10 + text.length + data.length)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length, 0])
  bytes.set(new TextEncoder().encode(text), 10)
  bytes.set(data, 10 + text.length)
  return bytes
}

function npyOf({ values, shape = [values.length] }: FixtureArray): Uint8Array {
  const isText = typeof values[0] === 'string'
  const array = isText ? [...(values as string[])] : Float64Array.from(values as number[])
  return new Uint8Array(dump(array, [...shape]))
}

/** A small profile that is right: TTFT = 10 + isl/50, ITL = 5 + 0.01·B + KV/50,000 ms. */
export const PREFILL = {
  prefill_isl: [100, 1000, 2000, 4000, 8000],
  prefill_ttft: [12, 30, 50, 90, 170],
  prefill_thpt_per_gpu: [8333, 33333, 40000, 44444, 47059],
} as const

export const DECODE = {
  x_kv_usage: [0.01, 0.5, 0.95, 0.02, 0.5, 0.95],
  y_context_length: [1000, 1000, 1000, 4000, 4000, 4000],
  z_itl: [7, 16, 25, 7.5, 15.5, 24],
  z_thpt_per_gpu: [143, 3125, 3800, 133, 806, 990],
  max_kv_tokens: [100000],
} as const

export const asArrays = (columns: Readonly<Record<string, readonly number[]>>) =>
  Object.fromEntries(Object.entries(columns).map(([key, values]) => [key, { values }]))
