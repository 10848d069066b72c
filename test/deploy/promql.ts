const KEYWORDS = new Set(['and', 'or', 'unless', 'offset', 'bool', 'inf', 'nan'])
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g
const SELECTOR = /\{[^}]*\}/g

/** Metrics that an expression reads: every name that is no function, keyword, label or duration. */
export function metricsOf(expression: string): readonly string[] {
  const bare = expression
    .replace(SELECTOR, ' ')
    .replace(/"[^"]*"/g, ' ')
    .replace(GROUPING, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\boffset\s+\S+/g, ' ')
  const names = bare.matchAll(/(?<![\w:.])([a-zA-Z_:][\w:]*)(\s*\()?/g)
  return [...names].flatMap(([, name, call]) =>
    call !== undefined || KEYWORDS.has(name!.toLowerCase()) ? [] : [name!],
  )
}

/** Labels that it groups or matches by. */
export function groupingLabelsOf(expression: string): readonly string[] {
  return [...expression.matchAll(GROUPING)].flatMap(([, list]) => list!.split(/[\s,]+/))
}

/** Series that it demands by the values of labels, as an exposition writes them. */
export function exactSeriesOf(expression: string): readonly string[] {
  return [...expression.matchAll(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g)].flatMap(
    ([, name, matchers]) => {
      const exact = [...matchers!.matchAll(/(\w+)="([^"$]+)"/g)].map(([one]) => one)
      return exact.length === 0 ? [] : [`${name}{${exact.join(',')}}`]
    },
  )
}
