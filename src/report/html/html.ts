import type { Result } from '../../run/result.js'
import type { PanelName } from '../charts/plot.js'
import { fleetPhrase, headlines, reportTitle } from '../headline.js'
import { formatCount, formatDuration, formatPlural } from '../units.js'
import { renderAlternatives } from './alternatives-table.js'
import { escapeHtml, escapeJson } from './escape.js'
import { pageData } from './page-data.js'
import { renderSettings } from './settings-table.js'

/** The page's fixed parts, made at build time: everything but what a result adds. */
export interface ReportAssets {
  /** From the doctype to within the head, with styles and a content security policy. */
  readonly head: string
  /** The script, up to the end of the document. */
  readonly tail: string
}

/** The report as one HTML file: strings put together, nothing computed, nothing loaded. */
export function renderHtml(
  result: Result,
  assets: ReportAssets,
  panels?: readonly PanelName[],
): string {
  const title = reportTitle(result)
  return [
    assets.head,
    `<title>${escapeHtml(title)}</title>\n</head>\n<body>\n`,
    renderTop(result, title),
    renderHeadlines(result),
    renderAlternatives(result),
    CHARTS,
    renderDecisions(result),
    renderWarnings(result),
    renderSettings(result),
    '</main>\n',
    `<script type="application/json" id="page-data">${escapeJson(pageData(result, panels))}</script>\n`,
    assets.tail,
  ].join('')
}

function renderTop(result: Result, title: string): string {
  const { settings, intervals, profile, warnings, plannerVersion } = result
  const parts = [
    `${formatPlural(intervals.length, 'interval')} of ${formatDuration(settings.adjustmentIntervalSeconds)}`,
    fleetPhrase(result),
    `profile ${profile.name}`,
    `planner ${plannerVersion}`,
  ]
  const alert =
    warnings.length === 0
      ? ''
      : ` · <a class="alarm" href="#warnings">${formatPlural(warnings.length, 'warning')}</a>`
  return `<header class="top">
<div><h1>${escapeHtml(title)}</h1>
<p class="muted">${escapeHtml(parts.join(' · '))}${alert}</p></div>
<button type="button" id="theme" aria-label="Colours: as the system">◐ <span>Auto</span></button>
</header>
<main>
`
}

function renderHeadlines(result: Result): string {
  const items = headlines(result).map(
    ({ label, value, unit, note, alarm }) =>
      `<div${alarm ? ' class="alarm"' : ''}><dt>${escapeHtml(label)}</dt><dd><strong>${escapeHtml(value)}${unit === undefined ? '' : ` <small>${escapeHtml(unit)}</small>`}</strong><span>${escapeHtml(note)}</span></dd></div>`,
  )
  return `<section aria-label="Headline numbers"><dl class="headlines">\n${items.join('\n')}\n</dl></section>\n`
}

const CHARTS = `<section id="charts" aria-labelledby="charts-title">
<h2 id="charts-title">Charts</h2>
<noscript><p>The charts and the table of decisions need JavaScript; the numbers are in result.json.</p></noscript>
</section>
`

/** The script puts the table there. With a fixed fleet nothing was decided. */
function renderDecisions({ settings }: Result): string {
  const title = settings.fleet === null ? 'Decisions' : 'Intervals'
  return `<section id="decisions" aria-labelledby="decisions-title">
<h2 id="decisions-title">${title}</h2>
</section>
`
}

function renderWarnings({ warnings, trace }: Result): string {
  const bad = trace.badLines === 0 ? [] : [badLines(trace.badLines, trace.firstBadLine)]
  const items = [...warnings, ...bad].map((warning) => `<li>${escapeHtml(warning)}</li>`)
  const body = items.length === 0 ? '<p>None.</p>' : `<ul>${items.join('')}</ul>`
  return `<section id="warnings" aria-labelledby="warnings-title">
<h2 id="warnings-title">Warnings</h2>
${body}
</section>
`
}

function badLines(count: number, first: string | null): string {
  return `${formatCount(count)} bad lines were left out${first === null ? '' : `, the first: ${first}`}`
}
