import { UserError } from '../../domain/user-error.js'

const SUBJECTS = ['gpu', 'model', 'factors'] as const

/** One number to change: `gpu.denseTflops.bf16=900`. */
export interface Override {
  readonly subject: (typeof SUBJECTS)[number]
  readonly path: readonly string[]
  readonly value: unknown
  readonly text: string
}

/** Reads `--set` arguments. Whether a key exists is told when the whole is checked. */
export function parseOverrides(given: readonly string[]): readonly Override[] {
  return given.map((text) => {
    const [, place, value] = /^([^=]+)=(.+)$/s.exec(text) ?? []
    const [first, ...path] = (place ?? '').split('.')
    const subject = SUBJECTS.find((known) => known === first)
    if (subject === undefined || path.length === 0 || value === undefined) {
      throw new UserError(
        `--set ${text}: gpu.KEY=VALUE, model.KEY=VALUE or factors.KEY=VALUE is allowed`,
      )
    }
    return { subject, path, value: parseValue(value), text }
  })
}

/** A copy with the overrides in it. */
export function overridden(raw: object, overrides: readonly Override[]): object {
  return overrides.reduce((result, { path, value }) => withValue(result, path, value), raw)
}

function withValue(raw: object, [key, ...rest]: readonly string[], value: unknown): object {
  const inner: unknown = Object.hasOwn(raw, key!) ? Reflect.get(raw, key!) : undefined
  const below = typeof inner === 'object' && inner !== null ? inner : {}
  return { ...raw, [key!]: rest.length === 0 ? value : withValue(below, rest, value) }
}

/** Numbers, true, false and null as such; anything else is text. */
function parseValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? text : value
  } catch {
    return text
  }
}
