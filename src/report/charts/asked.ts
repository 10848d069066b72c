import type { Column } from './column.js'

/** What was asked for and what was or could be served, an entry per interval of the trace. */
export interface Asked {
  readonly asked: Column
  readonly served: Column
}

/** What was asked for above what was served; negative while there is room. */
export function excessAt({ asked, served }: Asked, index: number): number {
  return (asked[index] ?? 0) - (served[index] ?? 0)
}
