import type { ProphetOptions } from '@bsull/augurs/prophet'

/** What Prophet runs on; `files` reads it, since forecasting opens nothing. */
export interface ProphetEngine {
  /** augurs' Prophet as WebAssembly. */
  readonly augursWasm: Uint8Array
  /** Starts Prophet's Stan model with Stan's optimisers, compiled to WebAssembly. */
  readonly stan: () => Promise<ProphetOptions['optimizer']>
}
