import type { Gpu } from './gpu.js'

/**
 * Vendors' public datasheets. Where a sheet prints the sparse figure, half of it stands here.
 * Interconnect is half of the sheet's total, which counts both directions.
 * memoryMib is what nvidia-smi or rocm-smi shows as total.
 */
export const GPU_PRESETS: Readonly<Record<string, Gpu>> = {
  a100: {
    name: 'A100 80GB SXM',
    denseTflops: { bf16: 312, fp8: null, fp4: null },
    memoryBandwidthGBps: 2039,
    memoryMib: 81_920,
    interconnectGBps: 300,
    origin: 'NVIDIA A100 datasheet, A100 80GB SXM column, dense; memory: nvidia-smi',
  },
  h100: {
    name: 'H100 80GB SXM',
    denseTflops: { bf16: 989.5, fp8: 1979, fp4: null },
    memoryBandwidthGBps: 3350,
    memoryMib: 81_559,
    interconnectGBps: 450,
    origin:
      'NVIDIA H100 datasheet, SXM column, dense (half of the sparse figures); memory: nvidia-smi',
  },
  h200: {
    name: 'H200 141GB SXM',
    denseTflops: { bf16: 989.5, fp8: 1979, fp4: null },
    memoryBandwidthGBps: 4800,
    memoryMib: 143_771,
    interconnectGBps: 450,
    origin:
      'NVIDIA H200 datasheet, SXM column, dense (half of the sparse figures); memory: nvidia-smi',
  },
  b200: {
    name: 'B200 180GB HGX',
    denseTflops: { bf16: 2250, fp8: 4500, fp4: 9000 },
    memoryBandwidthGBps: 7700,
    memoryMib: 183_359,
    interconnectGBps: 900,
    origin:
      'NVIDIA Blackwell datasheet, HGX B200, dense (half of the sparse figures); memory: nvidia-smi',
  },
  l40s: {
    name: 'L40S 48GB PCIe',
    denseTflops: { bf16: 362.05, fp8: 733, fp4: null },
    memoryBandwidthGBps: 864,
    memoryMib: 46_068,
    interconnectGBps: 32,
    origin: 'NVIDIA L40S datasheet, dense; interconnect: PCIe Gen4 x16; memory: nvidia-smi',
  },
  mi300x: {
    name: 'MI300X 192GB OAM',
    denseTflops: { bf16: 1307.4, fp8: 2614.9, fp4: null },
    memoryBandwidthGBps: 5300,
    memoryMib: 196_592,
    interconnectGBps: 448,
    origin:
      'AMD Instinct MI300X data sheet, dense; interconnect: 7 Infinity Fabric links; memory: rocm-smi',
  },
}
