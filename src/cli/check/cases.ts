import { basename, dirname, isAbsolute, posix, resolve } from 'node:path'
import type { DryRunSettings } from '../../domain/settings.js'
import { UserError } from '../../domain/user-error.js'
import { checkoutOf, liesWithin } from '../../files/check-files.js'
import { shippedProfileNames } from '../../files/shipped-profiles.js'
import { type Budget, isMetricName } from '../../regression/budget.js'
import type { CasePlace } from '../../regression/case-report.js'
import { isMeasuredOpenLoop } from '../../regression/metric.js'
import type { Tolerances } from '../../regression/tolerances.js'
import type { FileSettings } from '../settings/config-file.js'
import { type DryRunOptions, resolveDryRun } from '../settings/resolve.js'
import type { CheckCaseText, CheckFile } from './check-file.js'
import { readConfig, refuseOutputs } from './config.js'

/** A case with all its settings: plain data, which goes to a worker as it is. */
export interface CheckCase {
  readonly name: string
  readonly place: CasePlace
  /** As the check file names it. */
  readonly trace: string
  /** The check file's folder, which paths in the settings and the trace's are relative to. */
  readonly folder: string
  readonly settings: DryRunSettings
  readonly preSweptDir: string | null
  readonly tolerances: Tolerances
  readonly budgets: readonly Budget[]
  readonly notes: readonly string[]
}

/** @throws UserError for a setting or a gate that cannot be, with file:line. */
export async function resolveCases(
  file: CheckFile,
  options: ResolveOptions = {},
): Promise<readonly CheckCase[]> {
  const folder = dirname(file.path)
  const over = options.over === undefined ? null : await readConfig(options.over, folder)
  const configs = new Map<string | null, FileSettings>([[null, new Map()]])
  const cases: CheckCase[] = []
  for (const one of file.cases) {
    const config = one.config ?? file.config
    const base = configs.get(config) ?? (await readConfig(config!, folder))
    configs.set(config, base)
    cases.push(await resolveCase(one, { file, folder, base, over }))
  }
  checkUnique(cases, file.path)
  return cases
}

interface ResolveOptions {
  /** A file of settings, relative to the check file, in the place of the cases' own; then no budget is held. */
  readonly over?: string
}

interface Around {
  readonly file: CheckFile
  readonly folder: string
  /** Settings of the planner.yaml below those of the check file. */
  readonly base: FileSettings
  /** Settings over all others, or null. */
  readonly over: FileSettings | null
}

async function resolveCase(one: CheckCaseText, around: Around): Promise<CheckCase> {
  const { file, folder, base, over } = around
  const where = `${file.path}:${one.line}: case '${one.name}'`
  const own = new Map([...file.settings, ...one.settings])
  refuseOutputs(own)
  const options = await resolveDryRun({
    flags: new Map(),
    // What a case comes to must not depend on the machine it runs on.
    env: {},
    file: new Map([...base, ...own, ...(over ?? [])]),
    profileHint: async () =>
      `write profile: into the case, a directory or one of ${(await shippedProfileNames()).join(', ')}`,
  }).catch((error: unknown) => {
    throw located(error, where)
  })
  const { settings, preSweptDir } = options
  const budgets = over === null ? mergedBudgets(file.budgets, one.budgets) : []
  refuseUnmeasured(budgets, { settings, where })
  const tolerances = { ...file.tolerances, ...one.tolerances }
  return {
    name: one.name,
    place: { file: file.path, line: one.line, baseline: baselinePath(one, { file, folder }) },
    trace: one.trace,
    folder,
    settings,
    preSweptDir,
    tolerances,
    budgets,
    notes: [
      ...options.warnings,
      ...(await outsideNotes(one.trace, { folder, options })),
      ...unmeasuredNotes(tolerances, settings),
    ],
  }
}

/** A case's own budgets for a metric stand in the place of the file's. */
function mergedBudgets(shared: readonly Budget[], own: readonly Budget[]): readonly Budget[] {
  const named = new Set(own.map(({ metric }) => metric))
  return [...shared.filter(({ metric }) => !named.has(metric)), ...own]
}

function baselinePath(
  { name, baseline }: CheckCaseText,
  { file, folder }: { readonly file: CheckFile; readonly folder: string },
): string {
  const path = baseline ?? posix.join(file.baselines ?? '.', `${name}.baseline.json`)
  return isAbsolute(path) ? path : posix.join(folder, path)
}

/** A gate that nothing can pass through is a mistake, not a failure. */
function refuseUnmeasured(
  budgets: readonly Budget[],
  { settings, where }: { readonly settings: DryRunSettings; readonly where: string },
): void {
  if (settings.simulate === 'requests') return
  const wrong = budgets.find(({ metric }) => !isMeasuredOpenLoop(metric))
  if (wrong === undefined) return
  throw new UserError(
    `${where}: the budget ${wrong.metric} ${wrong.operator} ${wrong.limit} needs simulate: requests; it is ${settings.simulate}`,
  )
}

function unmeasuredNotes(tolerances: Tolerances, settings: DryRunSettings): readonly string[] {
  if (settings.simulate === 'requests') return []
  const names = Object.entries(tolerances)
    .filter(([, tolerance]) => tolerance.kind !== 'any')
    .map(([name]) => name)
    .filter((name) => isMetricName(name) && !isMeasuredOpenLoop(name))
  return names.length === 0
    ? []
    : [`not judged without simulate: requests: the tolerances of ${names.join(', ')}`]
}

async function outsideNotes(
  trace: string,
  { folder, options }: { readonly folder: string; readonly options: DryRunOptions },
): Promise<readonly string[]> {
  const checkout = checkoutOf(folder)
  if (checkout === null) return []
  const warmup = options.settings.loadPredictorWarmupTrace
  const notes: string[] = []
  for (const path of warmup === null ? [trace] : [trace, warmup]) {
    if (await liesWithin(resolve(folder, path), checkout)) continue
    notes.push(
      `${path} lies outside the checkout (${basename(checkout)}): on another machine it may be missing or another`,
    )
  }
  return notes
}

function checkUnique(cases: readonly CheckCase[], path: string): void {
  const lines = new Map<string, number>()
  for (const { name, place } of cases) {
    for (const [what, value] of [
      ['name', name],
      ['baseline', place.baseline],
    ] as const) {
      // A file system may not tell capitals from small letters.
      const key = `${what} ${value.toLowerCase()}`
      const first = lines.get(key)
      if (first !== undefined) {
        throw new UserError(
          `${path}:${place.line}: the ${what} ${value} is taken by the case in line ${first}`,
        )
      }
      lines.set(key, place.line)
    }
  }
}

function located(error: unknown, where: string): unknown {
  if (!(error instanceof UserError) || /^\S+:\d+: /.test(error.message)) return error
  return new UserError(`${where}: ${error.message}`, {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    cause: error,
  })
}
