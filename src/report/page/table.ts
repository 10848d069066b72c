import type { PageData } from '../html/page-data.js'
import { formatCount } from '../units.js'
import { element } from './element.js'
import type { Store } from './state.js'
import {
  FILTERS,
  type Filter,
  passes,
  type Sorting,
  type SortKey,
  tableRows,
} from './table-rows.js'
import { headElement, rowElements } from './table-view.js'

const PAGE_ROWS = 100
/** What is sorted from its lowest value first: that is where to look. Everything else, from its highest. */
const RISING: ReadonlySet<SortKey> = new Set(['time', 'attainment'])

interface TableOptions {
  readonly data: PageData
  readonly store: Store
  readonly section: HTMLElement
  /** An interval was picked in the table. */
  readonly onPick: (index: number) => void
}

export interface DecisionsTable {
  /** Turns to the page with this interval, without the filter if that hides it, and scrolls there. */
  readonly reveal: (index: number) => void
}

/** The decisions with their reasons, filtered and sorted, a hundred to a page; on paper, all. */
export function createTable({ data, store, section, onPick }: TableOptions): DecisionsTable {
  let filter: Filter = 'all'
  let sorting: Sorting = { key: 'time', descending: false }
  let page = 0
  let isOnPaper = false
  let rows = tableRows(data, filter, sorting)
  const body = element('tbody')
  const head = headElement(data.source, (key) => {
    const isDescending = sorting.key === key ? !sorting.descending : !RISING.has(key)
    sorting = { key, descending: isDescending }
    refill()
  })
  const select = filterElement(data.source.felt !== null)
  const pager = pagerElement((to) => {
    page = to
    draw()
  })
  section.append(
    element('div', { class: 'tools' }, [
      element('label', {}, ['Show ', select]),
      pager.count,
      pager.buttons,
    ]),
    element('div', { class: 'scroll' }, [
      element('table', { class: 'decisions' }, [head.element, body]),
    ]),
  )
  const refill = () => {
    rows = tableRows(data, filter, sorting)
    page = 0
    draw()
  }
  const draw = () => {
    const shown = isOnPaper ? rows : rows.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS)
    body.replaceChildren(...shown.flatMap((index) => rowElements(data, index, onPick)))
    head.update(sorting)
    pager.update({ page, total: rows.length, isWhole: isOnPaper })
    mark()
  }
  const mark = () => {
    const { marked } = store.get()
    const index = marked === null ? -1 : marked - data.source.warmup
    for (const row of body.rows) row.classList.toggle('marked', row.dataset.index === String(index))
  }
  select.addEventListener('change', () => {
    filter = select.value as Filter
    refill()
  })
  const turnToPaper = (is: boolean) => () => {
    isOnPaper = is
    draw()
  }
  addEventListener('beforeprint', turnToPaper(true))
  addEventListener('afterprint', turnToPaper(false))
  store.listen((state, before) => {
    if (state.marked !== before.marked) mark()
  })
  draw()
  return {
    reveal(index) {
      if (!passes(data, filter, index)) {
        filter = 'all'
        select.value = filter
        rows = tableRows(data, filter, sorting)
      }
      page = Math.floor(rows.indexOf(index) / PAGE_ROWS)
      draw()
      const row = body.querySelector(`[data-index="${index}"]`)
      row?.scrollIntoView({ block: 'center' })
    },
  }
}

function filterElement(isSimulated: boolean): HTMLSelectElement {
  const options = Object.entries(FILTERS)
    .filter(([value]) => isSimulated || value !== 'missed')
    .map(([value, text]) => element('option', { value }, [text]))
  return element('select', { id: 'filter' }, options)
}

interface PageOf {
  readonly page: number
  readonly total: number
  /** All rows are shown, whatever the page. */
  readonly isWhole: boolean
}

function pagerElement(turnTo: (page: number) => void) {
  let current = 0
  const before = element('button', { type: 'button', 'aria-label': 'Earlier rows' }, ['‹'])
  const after = element('button', { type: 'button', 'aria-label': 'Later rows' }, ['›'])
  const count = element('span', { class: 'muted', role: 'status' })
  before.addEventListener('click', () => turnTo(current - 1))
  after.addEventListener('click', () => turnTo(current + 1))
  const buttons = element('span', { class: 'pager' }, [before, after])
  const update = ({ page, total, isWhole }: PageOf) => {
    current = page
    const first = isWhole ? 0 : page * PAGE_ROWS
    const last = isWhole ? total : Math.min(total, first + PAGE_ROWS)
    count.textContent =
      total === 0
        ? 'no intervals'
        : `${formatCount(first + 1)}–${formatCount(last)} of ${formatCount(total)}`
    before.disabled = page === 0
    after.disabled = last >= total
    buttons.hidden = total <= PAGE_ROWS
  }
  return { count, buttons, update }
}
