import { Box, render, Text, useInput } from 'ink'
import { createElement, type ReactElement, useState } from 'react'
import { renderScreen } from './screen.js'
import type { WatchView } from './view.js'

/** What a screen shows but for what its keys change. */
export type DashboardView = Omit<WatchView, 'selected'>

export interface DashboardOptions {
  readonly stdout: NodeJS.WriteStream
  readonly stdin: NodeJS.ReadStream
  readonly color: boolean
  /** Asked whenever the screen is drawn: once a second, and when it is told to. */
  readonly view: () => DashboardView
  /** q, or Ctrl-C, which a terminal does not turn into a signal while keys are read one by one. */
  readonly onQuit: (key: 'q' | 'ctrl-c') => void
}

export interface Dashboard {
  /** Something has changed. */
  draw(): void
  /** Gives the terminal back as it was. */
  close(): void
}

const DRAW_EVERY_MS = 1000
/** The alternate screen (xterm, DEC private mode 1049), home and empty; and back. */
const ENTER = '\u001b[?1049h\u001b[2J\u001b[H'
const LEAVE = '\u001b[?1049l'

/** A screen that lives until it is closed; what the terminal showed before is there again afterwards. */
export function openDashboard(options: DashboardOptions): Dashboard {
  const { stdout, stdin } = options
  stdout.write(ENTER)
  const instance = render(createElement(Screen, { options }), {
    ...{ stdout, stdin, exitOnCtrlC: false, patchConsole: false },
  })
  // A new element each time: nothing of the view is state of the tree.
  const draw = () => instance.rerender(createElement(Screen, { options }))
  const resize = () => {
    instance.clear()
    draw()
  }
  const timer = setInterval(draw, DRAW_EVERY_MS)
  const leave = () => stdout.write(LEAVE)
  stdout.on('resize', resize)
  process.once('exit', leave)
  return {
    draw,
    close() {
      clearInterval(timer)
      stdout.off('resize', resize)
      process.off('exit', leave)
      instance.unmount()
      leave()
    },
  }
}

function Screen({ options }: { readonly options: DashboardOptions }): ReactElement {
  const { stdout, stdin, color, view, onQuit } = options
  // By its time: a decision that is looked at stays so when newer ones come.
  const [chosenEpochMs, choose] = useState<number | null>(null)
  const shown = view()
  const times = (shown.status?.intervals ?? []).map(({ atEpochMs }) => atEpochMs).reverse()
  const selected = chosenEpochMs === null ? 0 : ageOf(chosenEpochMs, times)
  const select = (age: number) => choose(age <= 0 ? null : (times[age] ?? chosenEpochMs))
  useInput(
    (input, key) => {
      if (key.ctrl && input === 'c') onQuit('ctrl-c')
      else if (input === 'q') onQuit('q')
      else if (key.downArrow) select(selected + 1)
      else if (key.upArrow) select(selected - 1)
    },
    { isActive: stdin.isTTY === true },
  )
  const columns = stdout.columns || 80
  // One row less than there are: a full screen would be wiped at each change.
  const rows = Math.max(1, (stdout.rows || 24) - 1)
  const lines = renderScreen({ ...shown, selected }, { columns, rows, color })
  return createElement(
    Box,
    { flexDirection: 'column' },
    lines.map((line, i) =>
      createElement(Text, { key: String(i), wrap: 'truncate' }, line === '' ? ' ' : line),
    ),
  )
}

/** One that has left the history was the oldest. */
function ageOf(epochMs: number, newestFirst: readonly number[]): number {
  const found = newestFirst.indexOf(epochMs)
  return found < 0 ? Math.max(0, newestFirst.length - 1) : found
}
