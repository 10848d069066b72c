import type { BlockIds, RequestColumns } from '../domain/requests.js'

/** The prefix blocks of each prompt: only full blocks can be found again. */
export class PromptBlocks {
  readonly ids: BlockIds
  private readonly offsets: Uint32Array
  private readonly isl: Uint32Array

  constructor(
    requests: RequestColumns & Required<Pick<RequestColumns, 'prefixBlocks'>>,
    readonly blockSize: number,
  ) {
    this.ids = requests.prefixBlocks.ids
    this.offsets = requests.prefixBlocks.offsets
    this.isl = requests.isl
  }

  /** Index of the first of a request's blocks. */
  startOf(request: number): number {
    return this.offsets[request]!
  }

  countOf(request: number): number {
    const named = this.offsets[request + 1]! - this.offsets[request]!
    return Math.min(named, Math.floor(this.isl[request]! / this.blockSize))
  }
}
