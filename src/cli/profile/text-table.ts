/** Columns flush right, two blanks apart, a head line above. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows]
  const widths = head.map((_, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  )
  return lines
    .map((cells) => widths.map((width, column) => (cells[column] ?? '').padStart(width)).join('  '))
    .join('\n')
}
