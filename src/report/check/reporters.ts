import { renderGithub } from './github.js'
import { renderCheckJson } from './json.js'
import { renderJunit } from './junit.js'
import { renderMarkdown } from './markdown.js'
import { renderCheckTerminal } from './terminal.js'
import type { CheckView } from './view.js'

interface Reporter {
  readonly render: (view: CheckView) => string
  /** Lines that may stand among others; any other document needs standard output to itself. */
  readonly lines: boolean
}

/** One line per form of report. */
export const REPORTERS = {
  terminal: { render: renderCheckTerminal, lines: true },
  github: { render: renderGithub, lines: true },
  json: { render: renderCheckJson, lines: false },
  junit: { render: renderJunit, lines: false },
  markdown: { render: renderMarkdown, lines: false },
} as const satisfies Record<string, Reporter>

export type ReporterName = keyof typeof REPORTERS

export const REPORTER_NAMES = Object.keys(REPORTERS) as readonly ReporterName[]
