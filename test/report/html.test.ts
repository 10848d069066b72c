import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readReportAssets } from '../../src/files/report-assets.js'
import { buildReport } from '../../src/report/build.js'
import { type ReportAssets, renderHtml } from '../../src/report/html/html.js'
import { sampleResult } from '../helpers/sample-result.js'

const folder = mkdtempSync(join(tmpdir(), 'planner-report-'))
let assets: ReportAssets

beforeAll(async () => {
  await buildReport({ outdir: folder })
  assets = await readReportAssets({ folder })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the page', () => {
  test('loads nothing: no address of another resource is in it', () => {
    const page = renderHtml(sampleResult(), assets)
    expect(page).not.toMatch(/<(script|img|iframe|link)[^>]*\s(src|href)="(?!data:)/)
    expect(assets.head).not.toMatch(/url\((?!data:)|@import/)
  })

  test('allows only its own script and style, by their hashes', () => {
    const page = renderHtml(sampleResult(), assets)
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? ''
    const script = /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? ''
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`script-src '${sha256(script)}'`)
    expect(policy).toContain(`style-src '${sha256(style)}'`)
    expect(policy).not.toContain('unsafe')
  })

  test.each(['</script><script>alert(1)</script>', '<!-- <script>', '"\'&<b>'])(
    'stays whole with %s as the name of the trace, a warning and a reason',
    (evil) => {
      const plain = sampleResult()
      const page = renderHtml(
        {
          ...plain,
          trace: { ...plain.trace, name: evil },
          warnings: [evil],
          profile: { ...plain.profile, name: evil },
          intervals: plain.intervals.map((interval) => ({
            ...interval,
            decision: { ...interval.decision, reasons: [{ code: 'load', text: evil }] },
          })),
        },
        assets,
      )
      const own = page.slice(assets.head.length, page.length - assets.tail.length)
      expect(own.match(/<script/g)).toHaveLength(1)
      expect(own.match(/<\/script/g)).toHaveLength(1)
      expect(own).not.toContain('<!--')
      const data = /id="page-data">([^<]*)<\/script>/.exec(own)?.[1] ?? ''
      expect(JSON.parse(data).decisions.reasons[0][0][2]).toBe(evil)
    },
  )

  test('has the headline numbers, settings and warnings even without a script', () => {
    const page = renderHtml(sampleResult({ warnings: ['one warning'] }), assets)
    for (const text of ['7,676', '12.4 %', 'GPU-hours', 'maxGpuBudget', 'one warning']) {
      expect(page).toContain(text)
    }
  })

  test('is the same, byte for byte, for the same result', () => {
    expect(renderHtml(sampleResult(), assets)).toBe(renderHtml(sampleResult(), assets))
  })

  test('carries no number that JSON has no word for', () => {
    const page = renderHtml(sampleResult({ zeros: true }), assets)
    const own = page.slice(assets.head.length, page.length - assets.tail.length)
    expect(own).not.toMatch(/NaN|Infinity|undefined/)
  })
})

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
