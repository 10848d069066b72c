import {
  compileWasm,
  instantiateWasm,
  type WasmGlobal,
  type WasmMemory,
  type WasmModule,
} from '../domain/webassembly.js'
import kernelBytes from './kernel.wasm'

/** As in kernel/replica.ts. */
export const ROLE_CODES = { prefill: 0, decode: 1 } as const

/** The exports of kernel/index.ts. */
export interface Kernel {
  readonly memory: WasmMemory
  readonly ARRIVALS: WasmGlobal
  readonly arrivalRows: WasmGlobal
  readonly OUTCOMES: WasmGlobal
  readonly outcomeRows: WasmGlobal
  readonly OUTCOME_NUMBERS: WasmGlobal

  readonly isContextTerm: WasmGlobal
  readonly prefillTokenBudget: WasmGlobal
  readonly prefillMaxRequests: WasmGlobal
  readonly prefillConstantMs: WasmGlobal
  readonly kvCapacityTokens: WasmGlobal
  readonly watermarkTokens: WasmGlobal
  readonly maxNumSeqs: WasmGlobal
  readonly transferMsPerToken: WasmGlobal
  readonly killAfterMs: WasmGlobal
  readonly retriesKilled: WasmGlobal
  readonly ttftEnds: WasmGlobal
  readonly router: WasmGlobal
  readonly hasPrefixCache: WasmGlobal
  readonly hasStepLines: WasmGlobal

  readonly nowMs: WasmGlobal
  begin(prefillReplicas: number, decodeReplicas: number): void
  run(beforeMs: number): void
  waitUntil(ms: number): void
  scaleFleet(prefillReplicas: number, decodeReplicas: number): void
  settle(): void
  startInterval(): void

  readonly arrivals: WasmGlobal
  readonly islSum: WasmGlobal
  readonly oslSum: WasmGlobal
  readonly firstTokens: WasmGlobal
  readonly ttftSumMs: WasmGlobal
  readonly gaps: WasmGlobal
  readonly gapSumMs: WasmGlobal
  readonly finished: WasmGlobal
  readonly durationSumMs: WasmGlobal
  readonly arrived: WasmGlobal
  readonly completed: WasmGlobal
  readonly rejected: WasmGlobal
  readonly failed: WasmGlobal
  readonly kills: WasmGlobal
  readonly preemptions: WasmGlobal
  readonly outputTokens: WasmGlobal
  readonly peakKvTokens: WasmGlobal

  startingReplicas(role: number): number
  readyReplicas(role: number): number
  drainingReplicas(role: number): number
  waitingRequests(role: number): number
  runningRequests(role: number): number
  replicaSeconds(role: number): number
}

/** What the kernel asks for: kernel/host.ts says what each does. */
export interface KernelHost {
  takeArrivals(): number
  giveOutcomes(count: number): void
  ttftMs(tokens: number): number
  locateStep(batch: number, kvTokens: number): number
  stepGrowthMs(): number
  stepEndTokens(): number
  drawStartupMs(): number
  openCache(replicaId: number): void
  closeCache(replicaId: number): void
  resizeCaches(readyReplicas: number): void
  cachedBlocks(replicaId: number, request: number): number
  cachedTokens(replicaId: number, request: number, roomTokens: number): number
  cacheBlocks(replicaId: number, request: number): void
}

let compiled: WasmModule | undefined

/** A kernel with a memory of its own. */
export function instantiateKernel(host: KernelHost): Kernel {
  compiled ??= compileWasm(kernelBytes)
  return instantiateWasm<Kernel>(compiled, { host })
}
