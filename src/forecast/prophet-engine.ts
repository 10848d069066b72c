import type { ProphetOptions } from '@bsull/augurs/prophet'

/** What Prophet runs on; `files` reads it, since forecasting opens nothing. */
export interface ProphetEngine {
  /** augurs' Prophet as WebAssembly. */
  readonly augursWasm: Uint8Array
  /** Prophet's Stan model with Stan's optimisers, compiled to WebAssembly and started. */
  readonly stan: ProphetOptions['optimizer']
}
