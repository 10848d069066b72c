import { ROLES_OF_MODE } from '../domain/role.js'
import { UserError } from '../domain/user-error.js'
import { readProfile } from '../files/profile.js'
import { shippedProfilesDirectory } from '../files/shipped-profiles.js'
import { readRequestsAndIntervals } from '../files/trace.js'
import type { Profile } from '../profile/profile.js'
import type { ExplainInput } from '../run/explain/explain.js'
import { summarizeProfile } from '../run/profile-use.js'
import type { ProfileSummary, Result } from '../run/result.js'
import type { TraceSummary } from '../trace/summary.js'
import type { Progress } from './progress.js'

const HINT = 'name what was replayed, run planner dryrun anew, or give --no-counterfactual'

export interface SourcesRequest {
  readonly result: Result
  /** Where the trace lies now; null: where the result says. */
  readonly tracePath: string | null
  readonly preSweptDir: string | null
  readonly progress: Progress
  readonly signal: AbortSignal
}

/**
 * Reads the trace and the profile of a run again.
 * @throws UserError when one is missing, or is not what the run was made of.
 */
export async function readExplainSources(
  request: SourcesRequest,
): Promise<NonNullable<ExplainInput['sources']>> {
  const { result, preSweptDir, progress, signal } = request
  const { settings, trace } = result
  const path = request.tracePath ?? trace.name
  if (request.tracePath === null && path === '-') {
    throw new UserError('the trace was read from standard input and cannot be read again', {
      hint: 'name it by --trace FILE (- reads standard input), or give --no-counterfactual',
    })
  }
  const profile = await again(
    readProfile({
      name: settings.profileResultsDir,
      preSweptDir,
      shippedDir: shippedProfilesDirectory(),
      roles: ROLES_OF_MODE[settings.mode],
    }),
  )
  checkProfile(profile, result)
  const { requests, summary } = await again(
    readRequestsAndIntervals({
      path,
      signal,
      adjustmentIntervalSeconds: settings.adjustmentIntervalSeconds,
      emptyIntervals: settings.emptyIntervals,
      onBadLine: settings.onBadLine,
      wantsBlocks: settings.prefixCache !== 'off',
      onProgress: ({ bytesRead, totalBytes }) =>
        progress.step({ label: `reading ${path}`, done: bytesRead, total: totalBytes ?? 0 }),
    }),
  )
  checkTrace(summary, { path, stored: trace })
  return { requests, profile, signal }
}

/** A file that cannot be read: the same words, and what to do about it here. */
async function again<T>(reading: Promise<T>): Promise<T> {
  return reading.catch((error: unknown) => {
    if (!(error instanceof UserError) || error.exitCode !== 2) throw error
    throw new UserError(error.message, { hint: error.hint ?? HINT, cause: error })
  })
}

const TRACE_FACTS = {
  requests: 'requests',
  inputTokens: 'input tokens',
  outputTokens: 'output tokens',
  firstSeconds: 's to the first arrival',
  lastSeconds: 's to the last arrival',
} as const

function checkTrace(
  summary: TraceSummary,
  { path, stored }: { readonly path: string; readonly stored: TraceSummary },
): void {
  for (const [key, name] of Object.entries(TRACE_FACTS)) {
    const fact = key as keyof typeof TRACE_FACTS
    if (summary[fact] === stored[fact]) continue
    throw new UserError(
      `${path} is not the trace of the result: it has ${summary[fact]} ${name}, the result ${stored[fact]}`,
      { hint: HINT },
    )
  }
}

function checkProfile(profile: Profile, { settings, profile: stored }: Result): void {
  const now = summarizeProfile(profile, [])
  const facts = ({ prefill, decode }: ProfileSummary) =>
    JSON.stringify([
      [prefill?.samples, prefill?.islRange],
      [decode?.samples, decode?.contextLengthRange, decode?.kvUsageRange, decode?.maxKvTokens],
    ])
  if (facts(now) === facts(stored)) return
  throw new UserError(
    `profile ${settings.profileResultsDir} is not the profile of the result: its measurements differ`,
    { hint: HINT },
  )
}
