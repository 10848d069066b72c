import { Flags } from '@oclif/core'
import { UserError } from '../../domain/user-error.js'
import { CLOCK_TIME_FORM, ClockTime } from '../../trace/clock-time.js'
import {
  type OptionRule,
  SYNTH_OPTION_NAMES,
  SYNTH_OPTIONS,
  type SynthOption,
} from '../../trace/synth/options.js'
import { SHAPES } from '../../trace/synth/shapes.js'
import { TRACE_WRITERS, type TraceWriter } from '../../trace/writers.js'

/** Time 0 of traces that have no clock time, when they are written in a format that has one. */
const DEFAULT_ORIGIN = '2024-01-01T00:00:00Z'

export const DEFAULT_ORIGIN_EPOCH_MS = Date.parse(DEFAULT_ORIGIN)

export const onBadLineFlag = Flags.option({
  options: ['error', 'skip'] as const,
  default: 'error' as const,
  summary: 'end at a bad line, or leave it out and say how many there were',
})

export const OUT_SUMMARY = 'file to write; .gz at its end packs it; - is standard output'

export const originFlag = () =>
  Flags.string({
    summary: `clock time of time 0, for formats that have clock times [default: ${DEFAULT_ORIGIN}]`,
  })

/** ms since 1970 UTC; undefined when it was not given. */
export function parseOrigin(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const clock = new ClockTime()
  if (clock.parseText(text)) return clock.seconds * 1000 + clock.nanoseconds / 1e6
  throw new UserError(`--origin is '${text}'; allowed: ${CLOCK_TIME_FORM}`)
}

export const formatNames = TRACE_WRITERS.map(({ name }) => name)

export function writerNamed(name: string): TraceWriter {
  return TRACE_WRITERS.find((writer) => writer.name === name)!
}

/** One flag for every option, with its unit, its default and the shapes it is for. */
export function synthFlags() {
  const flags = SYNTH_OPTION_NAMES.map((name) => {
    const rule: OptionRule = SYNTH_OPTIONS[name]
    const summary = `${shapesWith(name)}${rule.summary} [default: ${defaultText(rule)}]`
    const helpGroup = rule.common ? {} : { helpGroup: 'SHAPE' }
    return [rule.flag, Flags.string({ summary, ...helpGroup })] as const
  })
  return Object.fromEntries(flags)
}

/** What was given, under the options' names. */
export function parseOptions(
  flags: Readonly<Record<string, unknown>>,
): Partial<Record<SynthOption, number>> {
  const given: Partial<Record<SynthOption, number>> = {}
  for (const name of SYNTH_OPTION_NAMES) {
    const { flag } = SYNTH_OPTIONS[name]
    const text = flags[flag]
    if (typeof text === 'string') given[name] = parseNumber(flag, text)
  }
  return given
}

function shapesWith(option: SynthOption): string {
  const shapes = SHAPES.filter(({ uses }) => uses.includes(option)).map(({ name }) => name)
  return shapes.length === 0 ? '' : `(${shapes.join(', ')}) `
}

function defaultText(rule: OptionRule): string {
  return rule.defaultText ?? String(rule.default)
}

function parseNumber(flag: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(value)) return value
  throw new UserError(`--${flag} is '${text}'; allowed: a number`)
}
