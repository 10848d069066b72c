import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../helpers/free-port.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import { type LiveProcess, startLive } from '../helpers/live-process.js'
import { BIN, errorLine, runPlanner, scratchFolder } from '../helpers/planner.js'
import { describePrometheus } from '../helpers/prometheus-server.js'
import { openTerminal, TERMINAL_MISSING, type Terminal } from '../helpers/terminal.js'
import { until } from '../helpers/until.js'

const cwd = scratchFolder()

describePrometheus('a planner that is watched', () => {
  let frontend: Frontend
  let live: LiveProcess
  let address: string

  beforeAll(async () => {
    frontend = await startFrontend()
    address = `http://127.0.0.1:${await freePort()}/`
    live = startLive(args('--listen', new URL(address).host))
    await live.until('an observed interval', (intervals) =>
      intervals.some(({ observation }) => observation !== null),
    )
  })

  afterAll(async () => {
    await live?.stop()
    await frontend?.stop()
  })

  function args(...more: readonly string[]): string[] {
    return [
      ...['--environment', 'none', '--model-name', 'Llama', '--profile', 'h200-llama-3.1-8b'],
      ...['--prefill-engine-num-gpu', '1', '--decode-engine-num-gpu', '1'],
      ...['--initial-wait-seconds', '0', '--load-predictor', 'kalman'],
      ...['--adjustment-interval', '1', '--max-staleness', '2', '--max-gpu-budget', '16'],
      ...['--metric-pulling-prometheus-endpoint', frontend.prometheus.url, ...more],
    ]
  }

  it('is a line an interval where there is no terminal, and ends with its reader', async () => {
    const script = `"${process.execPath}" "${BIN}" watch ${address} | head -2; echo "\${PIPESTATUS[0]}"`
    const text = execFileSync('bash', ['-c', script], { cwd, encoding: 'utf8' })
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    for (const line of lines.slice(0, 2)) {
      expect(line).toMatch(
        /^20\S+Z {2}(requests|not observed) .* prefill \d+ {2}decode \d+ {2}(advised|HELD)/,
      )
    }
    expect(lines[2]).toBe('0')
  })

  it('prints such lines itself with --watch, and its log as ever', async () => {
    let output = ''
    const ended = runPlanner(['live', ...args('--watch')], {
      cwd,
      started(child) {
        child.stdout?.on('data', (text: string) => {
          output += text
          if (output.trimEnd().split('\n').length >= 2) child.kill('SIGTERM')
        })
      },
    })
    const { exitCode, stdout, stderr } = await ended
    expect(exitCode).toBe(0)
    for (const line of stdout.trimEnd().split('\n'))
      expect(line).toMatch(/^20\S+Z {2}(requests|not observed) /)
    expect(JSON.parse(stderr.split('\n')[0]!)).toMatchObject({ level: 'info', msg: 'started' })
  })

  describe.skipIf(TERMINAL_MISSING)('in a terminal (skipped without tmux)', () => {
    const terminals: Terminal[] = []
    afterAll(() => {
      for (const terminal of terminals) terminal.close()
    })

    function open(command: readonly string[], errors?: string): Terminal {
      const terminal = openTerminal({
        command: [process.execPath, BIN, ...command],
        ...{ columns: 80, rows: 24, cwd, errors },
      })
      terminals.push(terminal)
      return terminal
    }

    const shows = (terminal: Terminal, what: string | RegExp) =>
      until(`${what} on the screen`, () => terminal.screen().search(what) >= 0).catch((error) => {
        throw new Error(terminal.screen(), { cause: error })
      })

    it('fills the screen at any size, moves, and gives the terminal back with 0', async () => {
      const terminal = open(['watch', address])
      await shows(terminal, 'on schedule')
      await shows(terminal, /requests +\d/)
      for (const [columns, rows] of [
        [120, 40],
        [60, 20],
        [80, 24],
      ] as const) {
        terminal.resize(columns, rows)
        await until(`${columns} columns`, () => {
          const lines = terminal.screen().split('\n')
          const title = lines[0] ?? ''
          return title.startsWith('planner · ') && title.length === columns
        })
        const screen = terminal.screen()
        for (const block of ['POOLS', 'TRAFFIC', 'SLA', 'DECISIONS', 'q: leave']) {
          expect(screen.split(block)).toHaveLength(2)
        }
      }
      terminal.press('Down', 'Down')
      await until('an older decision', () => {
        const list = terminal.screen().split('DECISIONS')[1] ?? ''
        return !list.split('\n')[1]!.startsWith('›') && list.includes('›')
      })
      terminal.press('q')
      await shows(terminal, /^ended 0/m)
      expect(terminal.screen()).not.toContain('POOLS')
    })

    it('is said to be lost when it is killed, and shown again when it is back', async () => {
      const other = `127.0.0.1:${await freePort()}`
      const first = startLive(args('--listen', other))
      await first.until('an interval', (intervals) => intervals.length >= 1)
      const terminal = open(['watch', other])
      await shows(terminal, 'on schedule')
      first.child.kill('SIGKILL')
      await shows(terminal, /CONNECTION LOST for .*ECONNREFUSED/)
      const second = startLive(args('--listen', other), { cwd: first.cwd })
      await shows(terminal, /on schedule|waits for the first/)
      terminal.press('C-c')
      await shows(terminal, /^ended 130/m)
      await second.stop()
    })

    it('shows itself with --watch, its log on the screen, and stops with q', async () => {
      const terminal = open(['live', ...args('--watch', '--journal', 'watched.jsonl')])
      await shows(terminal, 'on schedule')
      await shows(terminal, /LOG .*info: started/)
      expect(terminal.screen()).not.toContain('{"level"')
      terminal.press('q')
      await shows(terminal, /^ended 130/m)
      const replayed = await runPlanner(['replay', join(cwd, 'watched.jsonl')], { cwd })
      expect(replayed.exitCode).toBe(0)
    })

    it('ends as it should when its terminal is closed', async () => {
      const terminal = open(['live', ...args('--watch', '--journal', 'closed.jsonl')], 'closed.log')
      await shows(terminal, 'on schedule')
      terminal.close()
      const log = () => readFileSync(join(cwd, 'closed.log'), 'utf8').trimEnd().split('\n')
      await until('its last line', () => log().at(-1)!.includes('"msg":"stopped"'))
      for (const line of log()) expect(JSON.parse(line).level).not.toBe('error')
      const replayed = await runPlanner(['replay', join(cwd, 'closed.jsonl')], { cwd })
      expect(replayed.exitCode).toBe(0)
    })

    it('goes on when its log cannot be written, and counts that', async () => {
      const own = `127.0.0.1:${await freePort()}`
      const terminal = open(['live', ...args('--watch', '--listen', own)], '/dev/full')
      await shows(terminal, 'on schedule')
      const metrics = await (await fetch(`http://${own}/metrics`)).text()
      expect(metrics).toMatch(/^planner_log_errors_total [1-9]/m)
      terminal.press('q')
      await shows(terminal, /^ended 130/m)
    })

    it('keeps the log in a file clear of what a terminal is told', async () => {
      const terminal = open(['live', ...args('--watch')], 'planner.log')
      await shows(terminal, 'on schedule')
      terminal.press('q')
      await shows(terminal, /^ended 130/m)
      const lines = readFileSync(join(cwd, 'planner.log'), 'utf8').trimEnd().split('\n')
      expect(lines.map((line) => JSON.parse(line).msg)).toContain('stopped')
    })
  })
})

describe('an address without a planner', () => {
  it('is an error of one line', async () => {
    const port = await freePort()
    const ended = await runPlanner(['watch', `localhost:${port}`], { cwd })
    expect(ended.exitCode).toBe(2)
    expect(errorLine(ended)).toBe(`http://localhost:${port}/: ECONNREFUSED`)
  })

  it('is not watched by a planner that runs once', async () => {
    const ended = await runPlanner(
      ['live', '--watch', '--once', '--environment', 'none', '--profile', 'h200-llama-3.1-8b'],
      { cwd },
    )
    expect(ended.exitCode).toBe(2)
    expect(errorLine(ended)).toBe('give either --watch or --once, not both')
  })
})
