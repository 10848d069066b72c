import { UserError } from '../../domain/user-error.js'
import { DEFAULT_CHECK_FILE, readText } from '../../files/check-files.js'
import { withLock } from '../../files/lock.js'
import { writeAllAtomic } from '../../files/write-atomic.js'
import type { CaseReport } from '../../regression/case-report.js'
import { nearest } from '../nearest.js'
import type { CaseDone } from './case-run.js'
import { type CheckCase, resolveCases } from './cases.js'
import { parseCheckFile } from './check-file.js'
import { type PoolOptions, runJobs } from './pool.js'

export interface CheckRequest {
  readonly path: string
  /** Names of cases; all when empty. */
  readonly only: readonly string[]
  readonly update: boolean
  readonly pool: PoolOptions
}

/** Runs the cases of a check file and compares them with their baselines, or writes these anew. */
export async function check({
  path,
  only,
  update,
  pool,
}: CheckRequest): Promise<readonly CaseReport[]> {
  const cases = chosen(await readCases(path), { only, path })
  const run = () =>
    runJobs(
      cases.map((one) => ({ case: one, update })),
      pool,
    )
  if (!update) return (await run()).map(({ report }) => report)
  return withLock(`${path}.lock`, async () => {
    const done = await run()
    await writeBaselines(done)
    return done.map(({ report }) => report)
  })
}

export async function readCases(path: string): Promise<readonly CheckCase[]> {
  const text = await readText(path).catch((error: unknown) => {
    if (!(error instanceof UserError) || path !== DEFAULT_CHECK_FILE) throw error
    throw new UserError(error.message, {
      hint: 'planner check init TRACE --profile PROFILE writes a first one',
    })
  })
  return resolveCases(parseCheckFile(text, path))
}

export function chosen(
  cases: readonly CheckCase[],
  { only, path }: { readonly only: readonly string[]; readonly path: string },
): readonly CheckCase[] {
  const names = cases.map(({ name }) => name)
  const unknown = only.find((name) => !names.includes(name))
  if (unknown !== undefined) {
    const meant = nearest(unknown, names)
    throw new UserError(`--case ${unknown}: ${path} has no such case`, {
      hint: meant === undefined ? `it has ${names.join(', ')}` : `did you mean ${meant}?`,
    })
  }
  return only.length === 0 ? cases : cases.filter(({ name }) => only.includes(name))
}

/** All that could be made, or none. */
async function writeBaselines(done: readonly CaseDone[]): Promise<void> {
  await writeAllAtomic(
    done.flatMap(({ report, baselineText }) =>
      baselineText === null ? [] : [{ path: report.place.baseline, data: baselineText }],
    ),
  )
}
