import { UserError } from '../../domain/user-error.js'
import { MAX_TOKENS } from '../rules.js'

export interface OptionRule {
  readonly flag: string
  /** What it is, with its unit. */
  readonly summary: string
  readonly min: number
  readonly max: number
  readonly whole?: true
  /** A number, or in terms of options above it in this table. */
  readonly default: number | ((known: Readonly<Record<string, number>>) => number)
  /** For help, when the default is no number. */
  readonly defaultText?: string
  /** Every shape has it; the others belong to the shapes that name them. */
  readonly common?: true
}

/** No option may be larger: 10¹² seconds are 31,688 years. */
const MAX = 1e12
const SECONDS = { min: 1e-3, max: MAX }
const TOKENS = { min: 1, max: MAX_TOKENS }
const RATE = { min: 1e-6, max: 1e6 }

/** Every option of `trace synth`: the flags, the checks and the defaults come from here. */
export const SYNTH_OPTIONS = {
  rate: {
    flag: 'rate',
    summary: 'requests per second (the lower rate where there are two)',
    ...RATE,
    default: 2,
    common: true,
  },
  duration: {
    flag: 'duration',
    summary: 'length of the trace, seconds',
    ...SECONDS,
    default: 3600,
    common: true,
  },
  requests: {
    flag: 'requests',
    summary: 'stop after so many requests; without --duration nothing else ends the trace',
    min: 1,
    max: 1e10,
    whole: true,
    default: Number.POSITIVE_INFINITY,
    defaultText: 'no limit',
    common: true,
  },
  isl: {
    flag: 'isl',
    summary: 'mean input tokens of a request (chat: of a user message)',
    ...TOKENS,
    default: 2000,
    common: true,
  },
  islSpread: {
    flag: 'isl-spread',
    summary: 'spread of the input tokens: standard deviation / mean',
    min: 0,
    max: 100,
    default: 1,
    common: true,
  },
  osl: {
    flag: 'osl',
    summary: 'mean output tokens of a request',
    ...TOKENS,
    default: 250,
    common: true,
  },
  oslSpread: {
    flag: 'osl-spread',
    summary: 'spread of the output tokens: standard deviation / mean',
    min: 0,
    max: 100,
    default: 0.7,
    common: true,
  },
  seed: {
    flag: 'seed',
    summary: 'of the random numbers; the same seed gives the same trace',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    whole: true,
    default: 1,
    common: true,
  },
  peakRate: {
    flag: 'peak-rate',
    summary: 'requests per second at the peak',
    ...RATE,
    default: ({ rate = 0 }) => 5 * rate,
    defaultText: '5 x rate',
  },
  period: {
    flag: 'period',
    summary: 'from one trough to the next, seconds',
    ...SECONDS,
    default: 86_400,
  },
  at: {
    flag: 'at',
    summary: 'when the rate changes, seconds',
    min: 0,
    max: MAX,
    default: ({ duration = 0 }) => duration / 2,
    defaultText: 'half of duration',
  },
  width: {
    flag: 'width',
    summary: 'how long the spike lasts, seconds',
    ...SECONDS,
    default: ({ duration = 0 }) => duration / 10,
    defaultText: 'a tenth of duration',
  },
  calmTime: {
    flag: 'calm-time',
    summary: 'mean time between bursts, seconds',
    ...SECONDS,
    default: 300,
  },
  burstTime: {
    flag: 'burst-time',
    summary: 'mean length of a burst, seconds',
    ...SECONDS,
    default: 60,
  },
  turns: { flag: 'turns', summary: 'mean requests of a session', min: 1, max: 1e6, default: 6 },
  thinkTime: {
    flag: 'think-time',
    summary: 'mean time from one request of a session to the next, seconds',
    ...SECONDS,
    default: 60,
  },
  systemPrompt: {
    flag: 'system-prompt',
    summary: 'tokens at the start of every session, the same for all',
    min: 0,
    max: MAX_TOKENS,
    whole: true,
    default: 1024,
  },
  maxContext: {
    flag: 'max-context',
    summary: 'a session ends before its prompt would be longer, tokens',
    ...TOKENS,
    whole: true,
    default: 32_768,
  },
} as const satisfies Record<string, OptionRule>

export type SynthOption = keyof typeof SYNTH_OPTIONS

export const SYNTH_OPTION_NAMES = Object.keys(SYNTH_OPTIONS) as readonly SynthOption[]

/** Defaults put in and everything checked. Options that the shape does not have are refused. */
export function resolveOptions(
  given: Readonly<Partial<Record<SynthOption, number>>>,
  shape: { readonly name: string; readonly uses: readonly SynthOption[] },
): Readonly<Record<SynthOption, number>> {
  const resolved: Partial<Record<SynthOption, number>> = {}
  for (const name of SYNTH_OPTION_NAMES) {
    const rule: OptionRule = SYNTH_OPTIONS[name]
    const value = given[name]
    if (value !== undefined) check({ name, value, shape })
    resolved[name] =
      value ?? (typeof rule.default === 'number' ? rule.default : rule.default(resolved))
  }
  return resolved as Record<SynthOption, number>
}

function check({
  name,
  value,
  shape,
}: {
  name: SynthOption
  value: number
  shape: { readonly name: string; readonly uses: readonly SynthOption[] }
}): void {
  const { flag, min, max, whole, common }: OptionRule = SYNTH_OPTIONS[name]
  if (!common && !shape.uses.includes(name)) {
    const flags = shape.uses.map((used) => `--${SYNTH_OPTIONS[used].flag}`)
    throw new UserError(
      `--${flag} has no meaning for the shape ${shape.name}; its own options: ${flags.join(', ') || 'none'}`,
    )
  }
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return
  throw new UserError(
    `--${flag} is ${value}; allowed: ${whole ? 'whole numbers' : 'numbers'} from ${min} to ${max}`,
  )
}
