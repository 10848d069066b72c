import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LivePage } from '../../src/cli/live/live-page.js'
import { type LiveServer, startServer } from '../../src/live/server.js'
import type { JournalInterval, JournalStart } from '../../src/run/journal.js'
import { describeBrowser, launchBrowser } from '../helpers/browser.js'
import { FakeClock } from '../live/fake-clock.js'
import { testEnvironment } from '../live/live-run.js'
import { beginSession, runSession } from '../live/session.js'
import { FAILED, sightings } from '../live/sightings.js'

const MINUTE_MS = 60_000

/** The lines of a live run of so many minutes. */
async function journalOf(minutes: number): Promise<[JournalStart, ...JournalInterval[]]> {
  const clock = new FakeClock({ originEpochMs: 1_700_000_000_000 })
  const session = await beginSession({ maxGpuBudget: 8 })
  const lines: JournalInterval[] = []
  const stop = new AbortController()
  let index = 0
  const seen = () =>
    ++index === 4
      ? sightings({ isl: FAILED })
      : sightings({ requests: 2000 + 1500 * Math.sin(index / 8), isl: 6000 })
  const source = { read: async () => seen() }
  const options = { clock, source, environment: testEnvironment(), signal: stop.signal }
  const running = runSession(session, options, (line) => void lines.push(line))
  await clock.runUntil(minutes * MINUTE_MS)
  stop.abort()
  await clock.runWhile(running)
  return [session.startLine('start'), ...lines]
}

describeBrowser('the live page in a browser', () => {
  let browser: Browser
  let page: Page
  const servers: LiveServer[] = []
  const complaints: string[] = []

  beforeAll(async () => {
    browser = await launchBrowser()
    page = await browser.newPage({ viewport: { width: 1280, height: 2000 } })
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(error.message))
  })

  afterAll(async () => {
    await browser?.close()
    for (const server of servers) await server.close()
  })

  async function serve(live: LivePage): Promise<string> {
    const server = await startServer({
      host: '127.0.0.1',
      port: 0,
      routes: { '/': () => live.reply() },
      streams: { '/events': live.events },
      onError: (error) => complaints.push(String(error)),
    })
    servers.push(server)
    return `http://127.0.0.1:${server.port}/`
  }

  /** The page draws once a frame what has changed since the last one. */
  const drawn = () =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')

  const subtitle = () => page.locator('header p').textContent()

  test('says that nothing was observed yet, and then shows the report and keeps up with it', async () => {
    const [start, ...intervals] = await journalOf(32)
    const live = new LivePage('/var/lib/planner.jsonl')
    const address = await serve(live)
    const answer = await fetch(address)
    expect([answer.status, answer.headers.get('refresh')]).toEqual([503, '5'])
    live.begin([start])
    for (const interval of intervals.slice(0, 30)) live.add(interval)
    await page.goto(address)
    await page.locator('.panel svg').last().waitFor()
    expect(await page.locator('h1').textContent()).toBe('Live run of planner.jsonl')
    expect(await subtitle()).toContain('29 intervals')
    expect(await page.locator('#warnings').textContent()).toContain(
      '1 interval of 30 held (query-failed)',
    )

    await page.locator('#theme').click()
    live.add(intervals[30]!)
    await page.locator('header p', { hasText: '30 intervals' }).waitFor()
    await page.locator('.panel svg').last().waitFor()
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light')
    live.add(intervals[31]!)
    await page.locator('header p', { hasText: '31 intervals' }).waitFor()
    await page.locator('.panel svg').last().waitFor()
    // Changed settings bring no interval; the page stays as it is.
    live.begin([{ ...start, cause: 'reload', atEpochMs: start.atEpochMs + 40 * MINUTE_MS }])
    await page.goto(address)
    let loads = 0
    page.on('load', () => loads++)
    await page.waitForTimeout(500)
    expect(loads).toBeLessThanOrEqual(1)
    expect(complaints).toEqual([])
  })

  test('keeps the stretch of time that the reader looks at', async () => {
    const [start, ...intervals] = await journalOf(60)
    const live = new LivePage('planner.jsonl')
    const address = await serve(live)
    live.begin([start, ...intervals.slice(0, 50)])
    await page.goto(address)
    await page.locator('.panel svg').last().waitFor()
    const handle = page.getByRole('slider').first()
    await handle.focus()
    for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight')
    await drawn()
    const before = await handle.getAttribute('aria-valuetext')
    live.add(intervals[50]!)
    await page.locator('header p', { hasText: '50 intervals' }).waitFor()
    await page.locator('.panel svg').last().waitFor()
    await drawn()
    // It reached to the end, so it moved on by the minute that has passed, and stayed as long.
    const after = await page.getByRole('slider').first().getAttribute('aria-valuetext')
    expect(minutesOf(after!) - minutesOf(before!)).toBe(1)
    expect(complaints).toEqual([])
  })
})

/** `22:23:20` or `22:23` as minutes. */
function minutesOf(text: string): number {
  const [, hours, minutes] = /(\d+):(\d+)/.exec(text) ?? []
  return Number(hours) * 60 + Number(minutes)
}
