export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json }

const WIDTH = 100

/** JSON for reading and for small diffs: objects one key a line, numbers filled up to the line width. */
export function jsonText(value: Json): string {
  return `${render(value, { indent: '', taken: 0 })}\n`
}

/** Where a value starts: the indentation of its line, and columns of that line that are taken. */
interface Place {
  readonly indent: string
  readonly taken: number
}

function render(value: Json, place: Place): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isList(value)) return renderList(value, place)
  return renderObject(value, place.indent)
}

function renderObject(value: { readonly [key: string]: Json }, indent: string): string {
  const inner = `${indent}  `
  const entries = Object.entries(value).map(([key, item]) => {
    const start = `${inner}${JSON.stringify(key)}: `
    return start + render(item, { indent: inner, taken: start.length })
  })
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n${indent}}`
}

function renderList(value: readonly Json[], { indent, taken }: Place): string {
  const inner = `${indent}  `
  const items = value.map((item) => render(item, { indent: inner, taken: inner.length }))
  const oneLine = `[${items.join(', ')}]`
  // One column is kept for the comma behind it.
  if (!oneLine.includes('\n') && taken + oneLine.length < WIDTH) return oneLine
  const lines = value.every((item) => typeof item === 'number') ? filled(items, inner) : items
  return `[\n${inner}${lines.join(`,\n${inner}`)}\n${indent}]`
}

/** Items gathered into lines, each as long as the width allows. */
function filled(items: readonly string[], indent: string): readonly string[] {
  const lines: string[] = []
  for (const [i, item] of items.entries()) {
    const line = lines.at(-1)
    const end = item.length + (i < items.length - 1 ? 1 : 0)
    const fits = line !== undefined && indent.length + line.length + 2 + end <= WIDTH
    if (fits) lines[lines.length - 1] = `${line}, ${item}`
    else lines.push(item)
  }
  return lines
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
