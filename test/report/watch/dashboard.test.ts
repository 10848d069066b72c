import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Dashboard, openDashboard } from '../../../src/report/watch/dashboard.js'
import { liveStatus, statusOfMinute } from '../../helpers/live-status.js'
import { until } from '../../helpers/until.js'

// Whoever opens the dashboard knows that a person is looking; ink itself, which the build tells so, draws nothing in CI.
vi.hoisted(() => {
  delete process.env.CI
  delete process.env.CONTINUOUS_INTEGRATION
})

/** The streams of a terminal, as far as ink asks for them. */
function terminal(columns: number, rows: number) {
  let written = ''
  const stdout = Object.assign(new PassThrough({ encoding: 'utf8' }), {
    isTTY: true,
    columns,
    rows,
  })
  stdout.on('data', (text: string) => {
    written += text
  })
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => stdin,
    ref: () => stdin,
    unref: () => stdin,
  })
  return {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    written: () => written,
    shown: () => stripVTControlCharacters(written),
    /** What was written since it was asked last, without colours and movements. */
    take() {
      const taken = stripVTControlCharacters(written)
      written = ''
      return taken
    },
    resize(size: { columns: number; rows: number }) {
      Object.assign(stdout, size)
      stdout.emit('resize')
    },
    press: (keys: string) => void stdin.write(keys),
  }
}

let dashboard: Dashboard | undefined
afterEach(() => dashboard?.close())

function open(screen: ReturnType<typeof terminal>, changed = {}) {
  const pressed: string[] = []
  dashboard = openDashboard({
    ...screen,
    color: true,
    view: () => {
      const status = liveStatus({
        intervals: Array.from({ length: 9 }, (_, i) => statusOfMinute(i + 1)),
      })
      const { nowEpochMs } = status
      return { status, nowEpochMs, connection: null, log: [], isStopping: false, ...changed }
    },
    onQuit: (key) => pressed.push(key),
  })
  return pressed
}

describe('the dashboard', () => {
  it('takes the alternate screen and gives the terminal back', async () => {
    const screen = terminal(80, 24)
    open(screen)
    await until('a screen', () => screen.written().includes('POOLS'))
    expect(screen.written().startsWith('\u001b[?1049h')).toBe(true)
    dashboard?.close()
    expect(screen.written().endsWith('\u001b[?1049l')).toBe(true)
    expect(screen.written()).toContain('\u001b[?25h')
  })

  it('moves among the decisions, and says when it is told to end', async () => {
    const screen = terminal(80, 24)
    const pressed = open(screen)
    await until('the newest', () => screen.shown().includes('› 10:09:00'))
    screen.press('\u001b[B')
    await until('the one before', () => screen.shown().includes('› 10:08:00'))
    screen.press('\u001b[A')
    screen.take()
    await until('the newest again', () => screen.shown().includes('› 10:09:00'))
    screen.press('q')
    await until('q', () => pressed.includes('q'))
    screen.press('\u0003')
    await until('Ctrl-C', () => pressed.includes('ctrl-c'))
  })

  it('follows the size of the terminal', async () => {
    const screen = terminal(120, 40)
    open(screen)
    await until('a screen', () => screen.written().includes('POOLS'))
    screen.take()
    screen.resize({ columns: 60, rows: 20 })
    await until('a narrow screen', () => screen.written().includes('POOLS'))
    const widths = screen
      .take()
      .split('\n')
      .map((line) => line.length)
    expect(Math.max(...widths)).toBeLessThanOrEqual(60)
  })
})
