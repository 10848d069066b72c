import { type Ink, type InkName, padEnd, wrap } from './terminal/ink.js'

/** A line of the summary: what it is about, what is to be said, and how it is inked. */
export type Line = readonly [label: string, text: string, ink?: InkName | undefined]

const LABEL_WIDTH = 16

/** Breaks text that is too long at spaces; continued lines stand below its beginning. */
export function renderLine(
  [label, text, inkName]: Line,
  { ink, width }: { readonly ink: Ink; readonly width: number },
): string {
  const room = Math.max(20, width - LABEL_WIDTH)
  return wrap(text, room)
    .map(
      (part, index) =>
        ink.muted(padEnd(index === 0 ? label : '', LABEL_WIDTH)) + ink[inkName ?? 'plain'](part),
    )
    .join('\n')
}
