import { compileWasm, instantiateWasm, type WasmGlobal } from '../../src/domain/webassembly.js'
import type { DecodeTiming, StepSegment } from '../../src/simulator/engine/decode-timing.js'
import bytes from './structures.wasm'

/** The exports of structures/index.ts. */
interface Structures {
  readonly hasStepLines: WasmGlobal
  createClock(batch: number, kvTokens: number): number
  msOf(clock: number, steps: number): number
  stepsTo(clock: number, atMs: number): number
  createQueue(): number
  addReplica(queue: number, id: number): number
  setTime(queue: number, replica: number, timeMs: number): void
  removeReplica(queue: number, replica: number): void
  topMs(queue: number): number
  takeTop(queue: number): number
  createHeap(): number
  pushRequest(heap: number, index: number, key: number): number
  removeRequest(heap: number, request: number): void
  heapSize(heap: number): number
  topKey(heap: number): number
  popRequest(heap: number): number
}

const compiled = compileWasm(bytes)

/** The kernel's structures with a memory of their own; decode steps take what the timing says. */
export function createStructures(timing?: DecodeTiming): Structures {
  const segment: StepSegment = { stepMs: 0, growthMs: 0, endTokens: 0 }
  const host = {
    locateStep(batch: number, kvTokens: number) {
      timing!.locate(batch, kvTokens, segment)
      return segment.stepMs
    },
    stepGrowthMs: () => segment.growthMs,
    stepEndTokens: () => segment.endTokens,
  }
  const structures = instantiateWasm<Structures>(compiled, { host })
  structures.hasStepLines.value = Number(timing?.isStraightBetweenNodes ?? false)
  return structures
}
