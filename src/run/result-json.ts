import type { Result } from './result.js'

/**
 * The result as JSON text, the same bytes for the same result: two-space indentation down to the list
 * members, one interval a line, so that a diff of two results shows the intervals that differ.
 */
export function renderResultJson(result: Result): string {
  const { warmup, intervals, ...rest } = result
  const parts = Object.entries({ ...rest, warmup, intervals }).map(([key, value]) => {
    const text =
      key === 'warmup' || key === 'intervals'
        ? linePerItem(value as readonly unknown[])
        : indented(value)
    return `  ${JSON.stringify(key)}: ${text}`
  })
  return `{\n${parts.join(',\n')}\n}\n`
}

function linePerItem(items: readonly unknown[]): string {
  if (items.length === 0) return '[]'
  return `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')
}
