import type { ChartSource } from '../charts/source.js'
import type { PageData } from '../html/page-data.js'
import { formatMoment } from '../time.js'
import { formatAttainment, formatCount, formatMs, formatShare, formatSi } from '../units.js'
import { element } from './element.js'
import { usageShare } from './pool-cells.js'
import { changesOf, type Sorting, type SortKey } from './table-rows.js'

interface Head {
  readonly element: HTMLElement
  readonly update: (sorting: Sorting) => void
}

/** A column of numbers. */
interface TableColumn {
  readonly key: SortKey
  readonly head: string
  readonly cell: (data: PageData, index: number) => HTMLElement
}

/** The columns that a result has something for, the time and the reasons left out. */
function columnsOf({ felt, planned, roles }: ChartSource): readonly TableColumn[] {
  const isSimulated = felt !== null
  return [
    ...(isSimulated ? FELT_COLUMNS : []),
    REQUESTS,
    ...(planned ? [PREDICTED] : []),
    ...roles.map(
      (role, position): TableColumn => ({
        key: role,
        head: role === 'prefill' ? 'Prefill' : 'Decode',
        cell: (data, index) =>
          replicasCell(data.source.replicas[role][index] ?? 0, changesOf(data, index)[position]),
      }),
    ),
    ...roles.map(
      (role): TableColumn => ({
        key: `${role}Usage`,
        head: `${role} load`,
        cell: ({ source }, index) => usageCell(usageShare(source, role, index)),
      }),
    ),
  ]
}

const REQUESTS: TableColumn = {
  key: 'requests',
  head: 'Requests',
  cell: ({ source }, index) =>
    numberCell(formatSi(source.actual.requests[source.warmup + index] ?? null)),
}
const PREDICTED: TableColumn = {
  key: 'predicted',
  head: 'Predicted',
  cell: ({ source }, index) => numberCell(formatSi(source.predicted.requests[index] ?? null)),
}
const FELT_COLUMNS: readonly TableColumn[] = [
  {
    key: 'attainment',
    head: 'SLA',
    cell: ({ source }, index) => {
      const share = source.felt?.sla.both[index] ?? null
      return numberCell(formatAttainment(share), share !== null && share < 1)
    },
  },
  {
    key: 'ttft',
    head: 'p95 TTFT',
    cell: ({ source }, index) => {
      const ms = source.felt?.latency.ttft.p95[index] ?? null
      return numberCell(formatMs(ms), ms !== null && ms > source.targetsMs.ttft)
    },
  },
  {
    key: 'queue',
    head: 'Queue',
    cell: ({ source: { felt, roles } }, index) =>
      numberCell(roles.map((role) => formatCount(felt?.queue[role][index] ?? 0)).join(' + ')),
  },
]

/** Column heads are buttons that sort. */
export function headElement(source: ChartSource, sortBy: (key: SortKey) => void): Head {
  const columns = [{ key: 'time' as const, head: 'Time' }, ...columnsOf(source)]
  const cells = columns.map(({ key, head }) => {
    const button = element('button', { type: 'button' }, [head])
    button.addEventListener('click', () => sortBy(key))
    return { key, cell: element('th', { scope: 'col', class: 'number' }, [button]) }
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

/** The numbers of an interval, and below them, over the whole width, why it was decided so. */
export function rowElements(
  data: PageData,
  index: number,
  onPick: (index: number) => void,
): readonly HTMLTableRowElement[] {
  const { source, decisions } = data
  const columns = columnsOf(source)
  const time = formatMoment(source.time[source.warmup + index] ?? 0, source)
  const pick = element('button', { type: 'button', class: 'link', title: 'Show in the charts' }, [
    time,
  ])
  const numbers = element('tr', { 'data-index': index }, [
    element('td', { class: 'number' }, [pick]),
    ...columns.map(({ cell }) => cell(data, index)),
  ])
  const reasons = (decisions.reasons[index] ?? []).map(reasonElement)
  const why = element('tr', { class: 'why' }, [
    element('td', { class: 'because', colspan: columns.length + 1 }, [
      element('div', { class: 'reasons' }, reasons),
    ]),
  ])
  for (const row of [numbers, why]) row.addEventListener('click', () => onPick(index))
  return [numbers, why]
}

function numberCell(text: string, isAlarm = false): HTMLElement {
  return element('td', { class: isAlarm ? 'number alarm' : 'number' }, [text])
}

function replicasCell(replicas: number, change = 0): HTMLElement {
  const arrow = change > 0 ? `▲${change}` : change < 0 ? `▼${-change}` : ''
  return element('td', { class: 'number' }, [
    element('span', { class: 'change' }, [arrow]),
    formatCount(replicas),
  ])
}

function usageCell(share: number | null): HTMLElement {
  const text = share === Number.POSITIVE_INFINITY ? 'no capacity' : formatShare(share)
  return numberCell(text, share !== null && share > 1)
}

function reasonElement([code, role, text]: PageData['decisions']['reasons'][number][number]) {
  const label = role === '' ? code : `${role} · ${code}`
  return element('div', { class: `reason ${code} ${role}` }, [
    element('span', { class: `code ${role}` }, [label]),
    ` ${text}`,
  ])
}
