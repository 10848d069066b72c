import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readReportAssets } from '../../src/files/report-assets.js'
import { buildReport } from '../../src/report/build.js'
import { panelsFor } from '../../src/report/charts/panels.js'
import { chartSource } from '../../src/report/charts/source.js'
import { type ReportAssets, renderHtml } from '../../src/report/html/html.js'
import type { Result } from '../../src/run/result.js'
import {
  type Complaints,
  describeBrowser,
  launchBrowser,
  type PageServer,
  servePage,
  watchPage,
} from '../helpers/browser.js'
import { sampleResult } from '../helpers/sample-result.js'

describeBrowser('the report in a browser', () => {
  let browser: Browser
  let assets: ReportAssets
  let server: PageServer
  let page: Page
  let complaints: Complaints
  const folder = mkdtempSync(join(tmpdir(), 'planner-page-'))

  beforeAll(async () => {
    await buildReport({ outdir: folder })
    assets = await readReportAssets({ folder })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  afterEach(async () => {
    expect(complaints).toEqual({ console: [], requests: [] })
    await page.close()
    server.close()
  })

  async function open(result: Result, viewport = { width: 1280, height: 2000 }): Promise<void> {
    server = await servePage(renderHtml(result, assets))
    page = await browser.newPage({ viewport })
    complaints = watchPage(page, server.address)
    await page.goto(server.address)
    await page.locator('.panel svg').last().waitFor()
    await page.locator('#panel-gpus').waitFor()
  }

  /** Sorted: a redrawn axis keeps the elements it still needs, in the order they were made. */
  const axisOf = async (panel: string) => {
    const labels = page.locator(`[aria-labelledby="panel-${panel}"] .role-axis-label text`)
    return (await labels.allTextContents()).sort()
  }

  const atTime = async (share: number) => {
    const box = await page.locator('[aria-labelledby="panel-requests"] .plot').boundingBox()
    if (box === null) throw new Error('the plot is not shown')
    const [left, right] = [50, 98]
    return { x: box.x + left + share * (box.width - left - right), y: box.y + box.height / 2 }
  }

  describe.each([
    ['59 intervals', sampleResult()],
    ['simulated requests', sampleResult({ simulated: true })],
    ['every TTFT missed by minutes', sampleResult({ simulated: 'hopeless' })],
    ['10,000 simulated intervals', sampleResult({ simulated: true, intervals: 10_000 })],
    ['one simulated interval', sampleResult({ simulated: true, intervals: 1 })],
    ['no traffic to simulate', sampleResult({ simulated: true, zeros: true })],
    [
      'a fixed fleet',
      sampleResult({ simulated: true, settings: { fleet: { prefill: 4, decode: 2 } } }),
    ],
    ['10,000 intervals', sampleResult({ intervals: 10_000 })],
    ['one interval', sampleResult({ intervals: 1 })],
    ['no traffic', sampleResult({ zeros: true })],
    [
      'a warm-up and clock times',
      sampleResult({ warmup: 80, originEpochMs: Date.UTC(2024, 4, 10) }),
    ],
    ['a name like markup', sampleResult({ traceName: '</script><script>alert(1)</script>' })],
    ['one pool', sampleResult({ settings: { mode: 'prefill', maxGpuBudget: -1 } })],
  ])('with %s', (_, result) => {
    test('opens without a word in the console and without a request', async () => {
      await open(result)
      const panels = await page.locator('.panel').count()
      expect(panels).toBe(panelsFor(chartSource(result)).length)
      expect(await page.locator('.decisions [data-index]').count()).toBe(
        Math.min(100, result.intervals.length),
      )
    })
  })

  test('brushing the overview zooms all panels, a double click shows all again', async () => {
    await open(sampleResult())
    const before = await Promise.all(['requests', 'prefill', 'gpus'].map(axisOf))
    const strip = await page.locator('.strip').boundingBox()
    if (strip === null) throw new Error('the overview is not shown')
    await page.mouse.move(strip.x + 300, strip.y + 25)
    await page.mouse.down()
    await page.mouse.move(strip.x + 500, strip.y + 25, { steps: 5 })
    await page.mouse.up()
    await expect.poll(() => axisOf('gpus')).not.toEqual(before[2])
    const zoomed = await Promise.all(['requests', 'prefill', 'gpus'].map(axisOf))
    const timesOf = (labels: readonly string[]) => [
      ...new Set(labels.filter((label) => label.includes(':'))),
    ]
    expect(timesOf(zoomed[0] ?? [])).not.toEqual(timesOf(before[0] ?? []))
    expect(timesOf(zoomed[1] ?? [])).toEqual(timesOf(zoomed[0] ?? []))
    expect(timesOf(zoomed[2] ?? [])).toEqual(timesOf(zoomed[0] ?? []))
    await page.mouse.dblclick(strip.x + 700, strip.y + 25)
    await expect.poll(() => axisOf('gpus')).toEqual(before[2])
  })

  test('the tooltip gives every value of the interval with its unit', async () => {
    await open(sampleResult())
    const { x, y } = await atTime(42.5 / 59)
    await page.mouse.move(x, y)
    const tip = page.locator('.tooltip')
    await expect.poll(() => tip.isVisible()).toBe(true)
    const text = await tip.textContent()
    expect(text).toContain('0:42 – 0:43')
    expect(text).toContain('interval 42')
    for (const name of [
      'Requests',
      'ISL',
      'OSL',
      'Load',
      'Capacity',
      'Replicas',
      'GPUs',
      'Correction',
    ]) {
      expect(text).toContain(name)
    }
    for (const unit of ['k tokens', 'M tokens', 'tokens/s', '%', 'TTFT 310 ms', 'ITL 21.5 ms']) {
      expect(text).toContain(unit)
    }
    expect(await page.locator('.crosshair').isVisible()).toBe(true)
  })

  test('a click on a chart finds its decision, a click on a decision marks the charts', async () => {
    await open(sampleResult({ intervals: 300 }))
    const { x, y } = await atTime(250.5 / 300)
    await page.mouse.click(x, y)
    await expect.poll(() => page.locator('tr.marked').getAttribute('data-index')).toBe('250')
    expect(await page.locator('tr.marked').isVisible()).toBe(true)
    await page.locator('[data-index="260"]').click()
    await expect.poll(() => page.locator('tr.marked').getAttribute('data-index')).toBe('260')
    expect(await page.locator('.mark').isVisible()).toBe(true)
  })

  test('the table filters, sorts and turns pages', async () => {
    const result = sampleResult({ intervals: 300 })
    await open(result)
    const rows = page.locator('.decisions [data-index]')
    const limited = result.intervals.filter(({ decision }) =>
      decision.reasons.some(({ code }) => code === 'budget'),
    )
    await page.selectOption('#filter', 'limited')
    expect(await rows.count()).toBe(limited.length)
    await page.selectOption('#filter', 'changes')
    expect(await page.locator('.tools').textContent()).toContain(
      `of ${result.summary.scalingActions}`,
    )
    await page.selectOption('#filter', 'all')
    await page.getByRole('button', { name: 'Later rows' }).click()
    expect(await rows.first().getAttribute('data-index')).toBe('100')
    await page.getByRole('button', { name: 'Requests' }).click()
    const most = result.intervals.toSorted((a, b) => b.observed.requests - a.observed.requests)[0]
    expect(await rows.first().getAttribute('data-index')).toBe(String(most?.index))
  })

  test('of a simulated run the tooltip and the table tell what requests felt', async () => {
    const result = sampleResult({ simulated: true, intervals: 300 })
    await open(result)
    const { x, y } = await atTime(42.5 / 300)
    await page.mouse.move(x, y)
    const tip = page.locator('.tooltip')
    await expect.poll(() => tip.isVisible()).toBe(true)
    const text = await tip.textContent()
    for (const name of ['Within both targets', 'TTFT', 'E2E', 'p95', 'Queue', 'Correction']) {
      expect(text).toContain(name)
    }
    const rows = page.locator('.decisions [data-index]')
    await page.getByRole('button', { name: 'SLA', exact: true }).click()
    const worst = result.intervals
      .filter(({ simulated }) => simulated?.sla.both !== null)
      .toSorted((a, b) => (a.simulated?.sla.both ?? 0) - (b.simulated?.sla.both ?? 0))[0]
    expect(await rows.first().getAttribute('data-index')).toBe(String(worst?.index))
    await page.selectOption('#filter', 'missed')
    const missed = result.intervals.filter(({ simulated }) => (simulated?.sla.both ?? 1) < 1)
    expect(await page.locator('.tools').textContent()).toContain(`of ${missed.length}`)
    expect(await page.locator('#alternatives tbody tr').count()).toBe(3)
  })

  test('on paper every decision is in the table, not only its page', async () => {
    await open(sampleResult({ intervals: 300 }))
    const rows = page.locator('.decisions [data-index]')
    expect(await rows.count()).toBe(100)
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(await rows.count()).toBe(300)
    expect(await page.locator('.tools').textContent()).toContain('1–300 of 300')
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(await rows.count()).toBe(100)
  })

  test('works by keyboard alone', async () => {
    await open(sampleResult())
    await page.locator('.stack').focus()
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
    await expect.poll(() => page.locator('.tooltip').textContent()).toContain('interval 2')
    await page.keyboard.press('+')
    await expect.poll(async () => (await axisOf('requests')).includes('0:00')).toBe(false)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('tr.marked').getAttribute('data-index')).toBe('2')
  })

  test('turns dark and light by its button, and light for print', async () => {
    await open(sampleResult())
    const colour = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(await colour()).toBe('rgb(255, 255, 255)')
    await page.locator('#theme').click()
    await page.locator('#theme').click()
    expect(await colour()).toBe('rgb(20, 23, 26)')
    await page.emulateMedia({ media: 'print' })
    expect(await colour()).toBe('rgb(255, 255, 255)')
  })

  test('has no sideways scrolling in a narrow window, and legends instead of labels', async () => {
    await open(sampleResult(), { width: 400, height: 800 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
    expect(await page.locator('.keys').first().isVisible()).toBe(true)
  })
})
