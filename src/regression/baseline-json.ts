import type { Baseline } from './baseline.js'

const ONE_A_LINE: readonly string[] = ['decisions', 'why']

/** The baseline file's text: the same bytes for the same run, one decision a line, so that a diff reads as a list of changes. */
export function renderBaseline(baseline: Baseline): string {
  const parts = Object.entries(baseline).map(([key, value]) => {
    const text = ONE_A_LINE.includes(key)
      ? linePerItem(value as readonly object[])
      : indented(value)
    return `  ${JSON.stringify(key)}: ${text}`
  })
  return `{\n${parts.join(',\n')}\n}\n`
}

function linePerItem(items: readonly object[]): string {
  if (items.length === 0) return '[]'
  return `[\n${items.map((item) => `    ${spaced(item)}`).join(',\n')}\n  ]`
}

/** One line with room to read: `{ "from": 3, "prefill": 2, "decode": 1 }`. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`,
  )
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')
}
