import { type ChartSource, firstWindow, type TimeWindow } from '../charts/source.js'

/** What the parts of the page agree on. Intervals are positions in `source.time`. */
export interface PageState {
  readonly window: TimeWindow
  /** Interval below the pointer or the crosshair; null for none. */
  readonly hovered: number | null
  /** Interval picked in a chart or in the table; null for none. */
  readonly marked: number | null
}

export type Listener = (state: PageState, before: PageState) => void

export interface Store {
  readonly get: () => PageState
  readonly set: (change: Partial<PageState>) => void
  readonly listen: (listener: Listener) => void
}

/** Listeners run once per frame at most, however often the state changes in between. */
export function createStore(source: ChartSource): Store {
  const listeners: Listener[] = []
  let state: PageState = { window: firstWindow(source), hovered: null, marked: null }
  let told = state
  let isDue = false
  const tell = () => {
    isDue = false
    const before = told
    told = state
    for (const listener of listeners) listener(state, before)
  }
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change }
      if (!isDue) requestAnimationFrame(tell)
      isDue = true
    },
    listen: (listener) => listeners.push(listener),
  }
}
