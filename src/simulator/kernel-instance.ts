import bytes from './kernel.wasm'

/** As in kernel/replica.ts. */
export const ROLE_CODES = { prefill: 0, decode: 1 } as const

/** The exports of kernel/index.ts; an exported `let` is a number in a box. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly ARRIVALS: Box
  readonly arrivalRows: Box
  readonly OUTCOMES: Box
  readonly outcomeRows: Box
  readonly OUTCOME_NUMBERS: Box

  readonly isContextTerm: Box
  readonly prefillTokenBudget: Box
  readonly prefillMaxRequests: Box
  readonly prefillConstantMs: Box
  readonly kvCapacityTokens: Box
  readonly watermarkTokens: Box
  readonly maxNumSeqs: Box
  readonly transferMsPerToken: Box
  readonly killAfterMs: Box
  readonly retriesKilled: Box
  readonly ttftEnds: Box
  readonly router: Box
  readonly hasPrefixCache: Box
  readonly hasStepLines: Box

  readonly nowMs: Box
  begin(prefillReplicas: number, decodeReplicas: number): void
  run(beforeMs: number): void
  waitUntil(ms: number): void
  scaleFleet(prefillReplicas: number, decodeReplicas: number): void
  settle(): void
  startInterval(): void

  readonly arrivals: Box
  readonly islSum: Box
  readonly oslSum: Box
  readonly firstTokens: Box
  readonly ttftSumMs: Box
  readonly gaps: Box
  readonly gapSumMs: Box
  readonly finished: Box
  readonly durationSumMs: Box
  readonly arrived: Box
  readonly completed: Box
  readonly rejected: Box
  readonly failed: Box
  readonly kills: Box
  readonly preemptions: Box
  readonly outputTokens: Box
  readonly peakKvTokens: Box

  startingReplicas(role: number): number
  readyReplicas(role: number): number
  drainingReplicas(role: number): number
  waitingRequests(role: number): number
  runningRequests(role: number): number
  replicaSeconds(role: number): number
}

interface Box {
  value: number
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

/** What is used of it; the types of Node do not declare it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }

let compiled: object | undefined

/** A kernel with a memory of its own. */
export function instantiateKernel(host: KernelHost): Kernel {
  compiled ??= new WebAssembly.Module(bytes)
  return new WebAssembly.Instance(compiled, { host }).exports as Kernel
}
