import { UserError } from '../../domain/user-error.js'
import { writeAllAtomic } from '../../files/write-atomic.js'
import { REPORTER_NAMES, REPORTERS, type ReporterName } from '../../report/check/reporters.js'
import type { CheckView } from '../../report/check/view.js'
import { nearest } from '../nearest.js'

export interface WantedReport {
  readonly reporter: ReporterName
  /** A file, or `-` for standard output. */
  readonly out: string
}

/** `--reporter junit=check.xml`; the terminal's when none is given. @throws UserError for what cannot be. */
export function wantedReports(given: readonly string[]): readonly WantedReport[] {
  const wanted = (given.length === 0 ? ['terminal'] : given).map(wantedReport)
  const printed = wanted.filter(({ out }) => out === '-')
  const alone = printed.find(({ reporter }) => !REPORTERS[reporter].lines)
  if (alone !== undefined && printed.length > 1) {
    throw new UserError(
      `--reporter ${alone.reporter} needs standard output to itself; ${printed.length} reports go there`,
      { hint: `--reporter ${alone.reporter}=FILE writes a file` },
    )
  }
  const files = wanted.map(({ out }) => out).filter((out) => out !== '-')
  const twice = files.find((file, i) => files.indexOf(file) !== i)
  if (twice !== undefined) throw new UserError(`--reporter: two reports would go to ${twice}`)
  return wanted
}

function wantedReport(text: string): WantedReport {
  const [name = '', ...rest] = text.split('=')
  const out = rest.length === 0 ? '-' : rest.join('=')
  const reporter = REPORTER_NAMES.find((known) => known === name)
  if (reporter !== undefined && out !== '') return { reporter, out }
  const meant = nearest(name, REPORTER_NAMES)
  throw new UserError(
    `--reporter: '${text}' is not allowed; it must be one of ${REPORTER_NAMES.join(', ')}, or NAME=FILE`,
    reporter !== undefined || meant === undefined ? {} : { hint: `did you mean ${meant}?` },
  )
}

/** Writes the files, and gives what is to be printed. */
export async function writeReports(
  wanted: readonly WantedReport[],
  view: CheckView,
): Promise<string> {
  const rendered = wanted.map(({ reporter, out }) => ({
    path: out,
    data: REPORTERS[reporter].render(view),
  }))
  await writeAllAtomic(rendered.filter(({ path }) => path !== '-'))
  return rendered
    .filter(({ path }) => path === '-')
    .map(({ data }) => data)
    .join('')
}
