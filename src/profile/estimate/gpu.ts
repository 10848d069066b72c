import type { Precision } from './precision.js'

/** One GPU as its datasheet has it, in the datasheet's own units. */
export interface Gpu {
  readonly name: string
  /** Peak dense (never sparse) tensor throughput, 1e12 FLOP/s; null where there is no such unit. */
  readonly denseTflops: {
    readonly bf16: number
    readonly fp8: number | null
    readonly fp4: number | null
  }
  /** 1e9 bytes/s. */
  readonly memoryBandwidthGBps: number
  /** Total the driver reports, 2^20 bytes: the "80 GB" of a datasheet is 81,559 MiB. */
  readonly memoryMib: number
  /** To the other GPUs of the node, one direction, 1e9 bytes/s. */
  readonly interconnectGBps: number
  /** Where the numbers come from. */
  readonly origin: string
}

/** Peak FLOP/s at which weights of a precision are multiplied: bf16 where the GPU lacks their unit. */
export function peakFlops(gpu: Gpu, weights: Precision): number {
  return (nativeTflops(gpu, weights) ?? gpu.denseTflops.bf16) * 1e12
}

/** Whether the GPU multiplies this precision as it is, without widening it to bf16 first. */
export function isNative(gpu: Gpu, weights: Precision): boolean {
  return nativeTflops(gpu, weights) !== null
}

function nativeTflops(gpu: Gpu, weights: Precision): number | null {
  return weights === 'int4' ? null : gpu.denseTflops[weights]
}
