import type { ProfileSummary, Result } from '../../run/result.js'
import { formatCount, formatShare, formatSi } from '../units.js'
import { escapeHtml } from './escape.js'

type Row = readonly [name: string, value: string]

/** Everything the decisions depend on: settings under their flag's name, trace and profile. */
export function renderSettings(result: Result): string {
  return `<section id="settings" aria-labelledby="settings-title">
<h2 id="settings-title">Settings</h2>
<div class="columns">
${renderTable('Settings', settingRows(result))}
${renderTable('Trace', traceRows(result))}
${renderTable('Profile', profileRows(result.profile))}
</div>
</section>
`
}

function renderTable(caption: string, rows: readonly Row[]): string {
  const body = rows.map(
    ([name, value]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  )
  return `<table class="facts"><caption>${caption}</caption><tbody>\n${body.join('\n')}\n</tbody></table>`
}

function settingRows({ settings }: Result): readonly Row[] {
  return Object.entries(settings).map(([name, value]) => [
    name,
    value === null ? 'none' : String(value),
  ])
}

function traceRows({ trace }: Result): readonly Row[] {
  const origin = trace.originEpochMs
  return [
    ['name', trace.name],
    ['format', trace.format],
    ['requests', formatCount(trace.requests)],
    ['input tokens', formatCount(trace.inputTokens)],
    ['output tokens', formatCount(trace.outputTokens)],
    ['first arrival', `${formatCount(trace.firstSeconds)} s`],
    ['last arrival', `${formatCount(trace.lastSeconds)} s`],
    ['sorted by time', trace.sorted ? 'yes' : 'no'],
    ['clock time of the origin', origin === null ? 'not known' : new Date(origin).toISOString()],
    ['bad lines left out', formatCount(trace.badLines)],
  ]
}

function profileRows({ name, remarks, prefill, decode, coverage }: ProfileSummary): readonly Row[] {
  const rows: Row[] = [['name', name]]
  if (prefill !== null) {
    rows.push([
      'prefill',
      `${formatCount(prefill.samples)} samples, ISL ${range(prefill.islRange)} tokens`,
    ])
    rows.push(['prefill load within the profile', formatShare(coverage.prefill)])
  }
  if (decode !== null) {
    rows.push([
      'decode',
      `${formatCount(decode.samples)} samples, context ${range(decode.contextLengthRange)} tokens, KV usage ${range(decode.kvUsageRange)}, ${formatSi(decode.maxKvTokens)} KV tokens`,
    ])
    rows.push(['decode load within the profile', formatShare(coverage.decode)])
  }
  return [...rows, ...remarks.map((remark): Row => ['remark', remark])]
}

function range([from, to]: readonly [number, number]): string {
  return `${formatCount(from)} to ${formatCount(to)}`
}
