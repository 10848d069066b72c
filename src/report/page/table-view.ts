import type { Role } from '../../domain/role.js'
import type { PageData } from '../html/page-data.js'
import { formatMoment } from '../time.js'
import { formatCount, formatShare, formatSi } from '../units.js'
import { element } from './element.js'
import { changesOf, type Sorting, type SortKey } from './table-rows.js'
import { usageShare } from './tooltip.js'

interface Head {
  readonly element: HTMLElement
  readonly update: (sorting: Sorting) => void
}

type HeadColumn = readonly [key: SortKey | null, text: string]

/** Column heads are buttons that sort. */
export function headElement(roles: readonly Role[], sortBy: (key: SortKey) => void): Head {
  const columns: readonly HeadColumn[] = [
    ['time', 'Time'],
    ['requests', 'Requests'],
    ['predicted', 'Predicted'],
    ...roles.map((role): HeadColumn => [role, role === 'prefill' ? 'Prefill' : 'Decode']),
    ...roles.map((role): HeadColumn => [`${role}Usage`, `${role} load`]),
    [null, 'Why'],
  ]
  const cells = columns.map(([key, text]) => {
    const cell = element('th', { scope: 'col', class: key === null ? 'why' : 'number' })
    if (key === null) cell.append(text)
    else {
      const button = element('button', { type: 'button' }, [text])
      button.addEventListener('click', () => sortBy(key))
      cell.append(button)
    }
    return { key, cell }
  })
  const update = ({ key, descending }: Sorting) => {
    for (const { key: own, cell } of cells) {
      if (own === key) cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending')
      else cell.removeAttribute('aria-sort')
    }
  }
  const row = element(
    'tr',
    {},
    cells.map(({ cell }) => cell),
  )
  return { element: element('thead', {}, [row]), update }
}

export function rowElement(
  data: PageData,
  index: number,
  onPick: (index: number) => void,
): HTMLTableRowElement {
  const { source, decisions } = data
  const time = formatMoment(source.time[source.warmup + index] ?? 0, source)
  const pick = element('button', { type: 'button', class: 'link', title: 'Show in the charts' }, [
    time,
  ])
  const changes = changesOf(data, index)
  const numbers = [
    formatSi(source.actual.requests[source.warmup + index] ?? null),
    formatSi(source.predicted.requests[index] ?? null),
  ].map((text) => element('td', { class: 'number' }, [text]))
  const row = element('tr', { 'data-index': index }, [
    element('td', { class: 'number' }, [pick]),
    ...numbers,
    ...source.roles.map((role, position) =>
      replicasCell(source.replicas[role][index] ?? 0, changes[position] ?? 0),
    ),
    ...source.roles.map((role) => usageCell(usageShare(source, role, index))),
    element('td', { class: 'why' }, (decisions.reasons[index] ?? []).map(reasonElement)),
  ])
  row.addEventListener('click', () => onPick(index))
  return row
}

function replicasCell(replicas: number, change: number): HTMLElement {
  const arrow = change > 0 ? `▲${change}` : change < 0 ? `▼${-change}` : ''
  return element('td', { class: 'number' }, [
    element('span', { class: 'change' }, [arrow]),
    formatCount(replicas),
  ])
}

function usageCell(share: number | null): HTMLElement {
  const isShort = share !== null && share > 1
  const text = share === Number.POSITIVE_INFINITY ? 'no capacity' : formatShare(share)
  return element('td', { class: isShort ? 'number alarm' : 'number' }, [text])
}

function reasonElement([code, role, text]: PageData['decisions']['reasons'][number][number]) {
  const label = role === '' ? code : `${role} · ${code}`
  return element('div', { class: `reason ${code}` }, [
    element('span', { class: `code ${role}` }, [label]),
    ` ${text}`,
  ])
}
