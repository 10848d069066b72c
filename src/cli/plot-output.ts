import { join } from 'node:path'
import { UserError } from '../domain/user-error.js'
import {
  FORMATS,
  type Format,
  type FormatName,
  formatOfFile,
  type PlotOptions,
} from '../report/formats.js'

interface PlotRequest {
  readonly format: FormatName | undefined
  readonly out: string | undefined
  /** Where the result lies. */
  readonly folder: string
  readonly options: PlotOptions
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean
}

interface PlotOutput {
  readonly format: FormatName
  /** A file, or `-` for standard output. */
  readonly out: string
}

const FLAG_OF_OPTION: Readonly<Record<keyof PlotOptions, string>> = {
  panels: '--panel',
  width: '--width',
  scale: '--scale',
  theme: '--theme',
}

/** Which format, and where to. @throws UserError for a flag that the format has no use for. */
export function plotOutput({ format, out, folder, options, isTerminal }: PlotRequest): PlotOutput {
  const name = format ?? (out === undefined ? undefined : formatOfFile(out)) ?? 'html'
  const chosen: Format = FORMATS[name]
  for (const option of Object.keys(FLAG_OF_OPTION) as (keyof PlotOptions)[]) {
    if (options[option] !== undefined && !chosen.takes.includes(option)) {
      throw new UserError(
        `${FLAG_OF_OPTION[option]} does not apply to --format ${name}, only to ${formatsThatTake(option)}`,
      )
    }
  }
  const target = out ?? (chosen.file === null ? '-' : join(folder, chosen.file))
  if (target === '-' && name === 'png' && isTerminal) {
    throw new UserError('--out -: a PNG picture is not written to a terminal', {
      hint: 'name a file, or redirect standard output',
    })
  }
  return { format: name, out: target }
}

function formatsThatTake(option: keyof PlotOptions): string {
  return Object.entries<Format>(FORMATS)
    .filter(([, { takes }]) => takes.includes(option))
    .map(([name]) => name)
    .join(', ')
}
