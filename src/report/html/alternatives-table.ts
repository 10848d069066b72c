import type { Result } from '../../run/result.js'
import { type PlayedFleet, playedFleets, unplayedFleets } from '../alternatives.js'
import { formatAttainment, formatSi } from '../units.js'
import { escapeHtml } from './escape.js'

/** What planning is worth: the same requests on other fleets. Empty where none was played. */
export function renderAlternatives(result: Result): string {
  const fleets = playedFleets(result)
  const unplayed = unplayedFleets(result)
  if (unplayed !== undefined) {
    return `<section id="alternatives" aria-label="What planning is worth">
<p>Compared ${escapeHtml(unplayed)}.</p>
</section>
`
  }
  if (fleets.length === 0) return ''
  const hasCost = result.settings.gpuCost !== null
  const heads = [
    'Fleet',
    'Within both targets',
    'TTFT',
    'ITL',
    'Goodput',
    'GPU-hours',
    ...(hasCost ? ['Cost'] : []),
  ]
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('')
  const body = fleets.map((fleet) => renderRow(fleet, hasCost)).join('\n')
  return `<section id="alternatives" aria-label="What planning is worth">
<table class="fleets"><caption>What planning is worth: the same requests on other fleets</caption>
<thead><tr>${head}</tr></thead><tbody>
${body}
</tbody></table>
</section>
`
}

function renderRow({ name, note, served, own }: PlayedFleet, hasCost: boolean): string {
  const { sla, goodput, gpuHours, cost } = served
  const cells = [
    formatAttainment(sla.both),
    formatAttainment(sla.ttft),
    formatAttainment(sla.itl),
    `${formatSi(goodput.requestsPerSecond)} req/s`,
    formatSi(gpuHours),
    ...(hasCost ? [formatSi(cost)] : []),
  ]
  const values = cells.map((text) => `<td>${escapeHtml(text)}</td>`).join('')
  return `<tr${own ? ' class="own"' : ''}><th scope="row">${escapeHtml(name)} <span>${escapeHtml(note)}</span></th>${values}</tr>`
}
