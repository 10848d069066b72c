import { basename, dirname, relative } from 'node:path'
import { UserError } from '../../domain/user-error.js'
import { readText } from '../../files/check-files.js'
import { readResult } from '../../files/result.js'
import { compareResults } from '../../regression/result-difference.js'
import type { DiffView } from '../../report/check/diff-terminal.js'
import type { Result } from '../../run/result.js'
import { resolveCases } from './cases.js'
import { chosen } from './check.js'
import { parseCheckFile } from './check-file.js'
import { differenceOf } from './first-difference.js'
import { type PlayOptions, playCase } from './play.js'
import { changeText } from './view.js'

export interface DiffRequest {
  /** Two results, or two files of settings. */
  readonly files: readonly string[]
  /** The check file whose cases two files of settings are tried on. */
  readonly path: string
  readonly only: readonly string[]
  readonly play: PlayOptions
}

/** Two results, or each case with one file of settings and with the other. @throws UserError for anything else. */
export async function diff(request: DiffRequest): Promise<readonly DiffView[]> {
  const [a, b] = pairOf(request.files)
  const kinds = [kindOf(a), kindOf(b)]
  if (kinds[0] !== kinds[1]) {
    throw new UserError(
      `--diff ${a} ${b}: one is a result, the other settings; both must be the same`,
    )
  }
  return kinds[0] === 'result' ? [await diffResults(a, b)] : diffSettings(request, [a, b])
}

function pairOf(files: readonly string[]): readonly [string, string] {
  const [a, b] = files
  if (files.length === 2) return [a!, b!]
  throw new UserError(
    `--diff takes two files, A and B; given ${files.length === 1 ? 'is' : 'are'} ${files.join(', ')}`,
    { hint: 'a check file comes first: planner check FILE --diff A B' },
  )
}

function kindOf(path: string): 'result' | 'settings' {
  if (/\.json$/i.test(path)) return 'result'
  if (/\.ya?ml$/i.test(path)) return 'settings'
  throw new UserError(
    `--diff: '${path}' must be a result (.json) or settings such as a planner.yaml (.yaml)`,
  )
}

async function diffResults(a: string, b: string): Promise<DiffView> {
  const results = [await readResult(a), await readResult(b)] as const
  return viewOfPair(...results, { title: null, labels: shortLabels(a, b) })
}

async function diffSettings(
  { path, only, play }: DiffRequest,
  [a, b]: readonly [string, string],
): Promise<readonly DiffView[]> {
  const file = parseCheckFile(await readText(path), path)
  const played = async (over: string) => {
    const cases = await resolveCases(file, { over: relative(dirname(path), over) })
    const results = []
    for (const one of chosen(cases, { only, path })) {
      results.push({ name: one.name, result: (await playCase(one, play)).result })
    }
    return results
  }
  const [before, after] = [await played(a), await played(b)]
  const labels = shortLabels(a, b)
  return before.map(({ name, result }, i) =>
    viewOfPair(result, after[i]!.result, { title: name, labels }),
  )
}

function viewOfPair(a: Result, b: Result, named: Pick<DiffView, 'title' | 'labels'>): DiffView {
  const difference = compareResults(a, b)
  const index = difference.decisions?.first ?? null
  return {
    ...named,
    a,
    b,
    difference,
    changedSettings: difference.changedSettings.map(changeText),
    first: index === null ? null : differenceOf(a, b, index),
  }
}

/** File names, with their folders where they are the same. */
function shortLabels(a: string, b: string): DiffView['labels'] {
  return basename(a) === basename(b) ? { a, b } : { a: basename(a), b: basename(b) }
}
