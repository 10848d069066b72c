import type { MetricValues } from '../../regression/metric.js'

export interface FirstCase {
  readonly name: string
  readonly trace: string
  /** The planner.yaml whose settings come first, or null. */
  readonly config: string | null
  /** By flag name, as text, or true for a flag without a value. */
  readonly settings: ReadonlyMap<string, string | true>
  /** What the case came to, for budgets to begin with; null before it ran. */
  readonly measured: MetricValues | null
}

/** The text of a first check file: one case, and in comments what else there may be. */
export function firstCheckFile(one: FirstCase): string {
  const profile = one.settings.get('profile-results-dir')
  const settings = [...one.settings].filter(([flag]) => flag !== 'profile-results-dir')
  return `# yaml-language-server: $schema=node_modules/dynamo-planner/docs/schemas/check.schema.json
# What the planner decides on this traffic is held to committed baselines (docs/ci.md).
#   planner check            compares; exit code 1 says that something grew worse
#   planner check --update   agrees to what it comes to now: commit the baselines with the change
# Paths are relative to this file.

${configLines(one.config)}
# Settings of all cases, as in planner.yaml. A case may have settings of its own.
${mapping('settings', settings)}

# How much worse than its baseline each may be: in its own unit, in per cent of the baseline, or any.
tolerances:
  attainment: 0.005     # share of requests within TTFT and ITL targets; half a percentage point
  ttftP99Ms: 5 %
  itlP99Ms: 5 %
  gpuHours: 2 %
  scalingActions: 3
  # replicas: 2         # how far a pool may be from its baseline in any interval

# Gates, whatever the baseline was.
# budgets:
${budgetLines(one.measured)}

cases:
  - name: ${scalar(one.name)}
    trace: ${scalar(one.trace)}${profile === undefined ? '' : `\n    profile: ${scalar(String(profile))}`}

  # The same traffic with a tighter target:
  # - name: tight-itl
  #   trace: ${scalar(one.trace)}${profile === undefined ? '' : `\n  #   profile: ${scalar(String(profile))}`}
  #   settings:
  #     itl: ${tighter(one.settings.get('itl'))}
  #   tolerances:
  #     gpuHours: 5 %
`
}

/** Three quarters of the target, by default 50 ms. */
function tighter(itl: string | true | undefined): number {
  return Number((0.75 * Number(itl ?? 50)).toPrecision(3))
}

function configLines(config: string | null): string {
  const what = '# The settings you run with: a change there shows here.'
  return config === null
    ? `${what}\n# config: planner.yaml\n`
    : `${what}\nconfig: ${scalar(config)}\n`
}

function mapping(key: string, entries: readonly (readonly [string, string | true])[]): string {
  if (entries.length === 0) return `${key}: {}`
  const lines = entries.map(
    ([name, value]) => `  ${name}: ${value === true ? value : scalar(value)}`,
  )
  return [`${key}:`, ...lines].join('\n')
}

/** What was measured, with a little room. */
function budgetLines(measured: MetricValues | null): string {
  const { attainment, gpuHours } = measured ?? {}
  const share = typeof attainment === 'number' ? Math.floor(attainment * 100) / 100 : 0.99
  const hours = typeof gpuHours === 'number' ? Number((gpuHours * 1.1).toPrecision(2)) : 40
  return `#   - attainment >= ${share}\n#   - gpuHours <= ${hours}`
}

/** A YAML scalar: plain where it reads as itself, quoted otherwise. */
function scalar(text: string): string {
  const isPlain =
    /^[\w./][\w./+-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|~)$/i.test(text)
  return isPlain ? text : JSON.stringify(text)
}
