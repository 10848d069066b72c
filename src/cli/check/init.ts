import { dirname, relative } from 'node:path'
import { UserError } from '../../domain/user-error.js'
import { isFolder, readTextIfThere } from '../../files/check-files.js'
import { withLock } from '../../files/lock.js'
import { readPlannerConfig } from '../../files/planner-config.js'
import { shippedProfileNames } from '../../files/shipped-profiles.js'
import { writeAllAtomic } from '../../files/write-atomic.js'
import { baselineOf } from '../../regression/baseline.js'
import { renderBaseline } from '../../regression/baseline-json.js'
import { metricsOf } from '../../regression/metric.js'
import { parseConfig } from '../settings/config-file.js'
import { givenFlags, type RawToken } from '../settings/read-options.js'
import { resolveCases } from './cases.js'
import { parseCheckFile } from './check-file.js'
import { firstCheckFile } from './init-text.js'
import { type PlayOptions, playCase } from './play.js'

export interface InitRequest {
  /** The check file to write. */
  readonly path: string
  readonly trace: string
  /** The case's name; the trace's when absent. */
  readonly name: string | undefined
  readonly overwrite: boolean
  readonly raw: readonly RawToken[]
  readonly play: PlayOptions
}

/** Writes a first check file for a trace, and the baseline of what its case comes to: both or neither. */
export async function initCheck(request: InitRequest): Promise<readonly string[]> {
  const { path, overwrite, play } = request
  if (request.trace === '-') {
    throw new UserError('a check needs a trace that stays: name a file instead of -')
  }
  return withLock(`${path}.lock`, async () => {
    if (!overwrite) await refuseThere(path)
    const parts = await partsOf(request)
    const [one] = await resolveCases(parseCheckFile(firstCheckFile(parts), path))
    const { baseline } = one!.place
    if (!overwrite) await refuseThere(baseline)
    const { result, inputs } = await playCase(one!, play)
    const text = firstCheckFile({ ...parts, measured: metricsOf(result) })
    const files = [
      { path, data: text },
      { path: baseline, data: renderBaseline(baselineOf(result, inputs)) },
    ]
    await writeAllAtomic(files)
    return files.map((file) => file.path)
  })
}

async function partsOf({ path, trace, name, raw }: InitRequest) {
  const folder = dirname(path)
  const flags = new Map(givenFlags(raw))
  const named = flags.get('config')
  const config = await readPlannerConfig(typeof named === 'string' ? named : undefined)
  const inConfig = config === null ? [] : [...parseConfig(config.text, config.path).keys()]
  if (![...flags.keys(), ...inConfig].includes(PROFILE)) {
    throw new UserError('a profile is needed: --profile is missing', {
      hint: `a directory, or one of: ${(await shippedProfileNames()).join(', ')}`,
    })
  }
  for (const flag of ['config', 'file', 'name', 'force', 'json']) flags.delete(flag)
  const moved = [...flags].map(([flag, value]) => {
    const isPath = PATH_FLAGS.includes(flag) || (flag === PROFILE && isFolder(String(value)))
    return [flag, isPath ? relativeTo(folder, String(value)) : value] as const
  })
  const needsSimulate = ![...flags.keys(), ...inConfig].some((flag) => IMPLY.includes(flag))
  return {
    name: name ?? caseName(trace),
    trace: relativeTo(folder, trace),
    config: config === null ? null : relativeTo(folder, config.path),
    settings: new Map([...(needsSimulate ? ([['simulate', 'requests']] as const) : []), ...moved]),
    measured: null,
  }
}

const PROFILE = 'profile-results-dir'
const PATH_FLAGS = ['load-predictor-warmup-trace', 'pre-swept-dir']

/** Where one of them is given, whether requests are simulated is the user's business. */
const IMPLY = ['simulate', 'mode']

function relativeTo(folder: string, path: string): string {
  return relative(folder, path).replaceAll('\\', '/')
}

/** `traces/two-peaks.jsonl.gz` → `two-peaks`. */
function caseName(trace: string): string {
  const file = trace.split(/[\\/]/).at(-1)!
  const name = file.replace(/\..*$/, '').replace(/[^A-Za-z0-9 ._+-]+/g, '-')
  return /^[A-Za-z0-9]/.test(name) ? name : 'traffic'
}

async function refuseThere(path: string): Promise<void> {
  if ((await readTextIfThere(path)) === null) return
  throw new UserError(`${path} is there already`, {
    hint: '--force writes over it; --file FILE writes another',
  })
}
