/** How a number is stored. `int4` and `fp4` are weight formats only. */
export type Precision = 'bf16' | 'fp8' | 'fp4' | 'int4'

export const WEIGHT_PRECISIONS = ['bf16', 'fp8', 'fp4', 'int4'] as const
export const KV_PRECISIONS = ['bf16', 'fp8'] as const
export type KvPrecision = (typeof KV_PRECISIONS)[number]

/**
 * Bytes per stored number, block scales included: fp4 (NVFP4) has one 1-byte scale per 16 numbers,
 * int4 (AWQ, GPTQ) one 2-byte scale per 128 numbers. The coarse scales of fp8 are left out.
 */
export const BYTES: Readonly<Record<Precision, number>> = {
  bf16: 2,
  fp8: 1,
  fp4: 0.5 + 1 / 16,
  int4: 0.5 + 2 / 128,
}
