import type { RequestRow } from '../request-row.js'
import type { SynthOption } from './options.js'
import type { Random } from './random.js'

/** Every option resolved; those a shape does not use are of no account to it. */
export type SynthSettings = Readonly<Record<SynthOption, number>>

/** One kind of synthetic traffic: a file of its own and a line in shapes.ts. */
export interface Shape {
  readonly name: string
  /** One clause for help and docs. */
  readonly summary: string
  /** Options that only some shapes have and this one uses. */
  readonly uses: readonly SynthOption[]
  /** Requests in order of arrival, without end; the same row is filled for each. */
  requests(settings: SynthSettings, random: Random): Iterable<RequestRow>
}
