import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { compile, type TopLevelSpec } from 'vega-lite'
import { describe, expect, test } from 'vitest'
import { PANEL_NAMES } from '../../src/report/charts/panels.js'
import type { Spec } from '../../src/report/charts/plot.js'
import { chartSource } from '../../src/report/charts/source.js'
import { renderSvg } from '../../src/report/svg.js'
import { vegaLiteSpec } from '../../src/report/vega-lite.js'
import { sampleResult } from '../helpers/sample-result.js'

const CASES = {
  usual: sampleResult(),
  simulated: sampleResult({ simulated: true }),
  'every TTFT missed by minutes': sampleResult({ simulated: 'hopeless' }),
  'simulated, ten thousand intervals': sampleResult({ simulated: true, intervals: 10_000 }),
  'simulated, one interval': sampleResult({ simulated: true, intervals: 1 }),
  'simulated, no traffic at all': sampleResult({ simulated: true, zeros: true }),
  'a fixed fleet': sampleResult({
    simulated: true,
    settings: { fleet: { prefill: 4, decode: 2 } },
  }),
  'with a long warm-up and clock times': sampleResult({
    warmup: 200,
    originEpochMs: Date.UTC(2024, 4, 10, 17),
  }),
  'ten thousand intervals': sampleResult({ intervals: 10_000 }),
  'one interval': sampleResult({ intervals: 1 }),
  'two intervals': sampleResult({ intervals: 2 }),
  'no traffic at all': sampleResult({ zeros: true }),
  'no budget': sampleResult({ settings: { maxGpuBudget: -1 } }),
  'decode only': sampleResult({ settings: { mode: 'decode' } }),
  'intervals of a third of a second': sampleResult({ intervalSeconds: 1 / 3 }),
}

describe('the chart of each panel', () => {
  test.each(PANEL_NAMES)('%s is the stored specification', async (panel) => {
    const spec = vegaLiteSpec(sampleResult({ warmup: 4, intervals: 12, simulated: true }), {
      panels: [panel],
      zoom: false,
    })
    await expect(`${JSON.stringify(spec, null, 2)}\n`).toMatchFileSnapshot(
      `../golden/charts/${panel}.json`,
    )
  })

  test.each(['prefill', 'decode'] as const)('%s of an open-loop run is its own', async (panel) => {
    const spec = vegaLiteSpec(sampleResult({ warmup: 4, intervals: 12 }), {
      panels: [panel],
      zoom: false,
    })
    await expect(`${JSON.stringify(spec, null, 2)}\n`).toMatchFileSnapshot(
      `../golden/charts/${panel}-open-loop.json`,
    )
  })

  test('with all others and the brush is the stored specification', async () => {
    const { datasets: _, ...spec } = vegaLiteSpec(sampleResult({ warmup: 4, simulated: true }), {
      zoom: true,
    })
    await expect(`${JSON.stringify(spec, null, 2)}\n`).toMatchFileSnapshot(
      '../golden/charts/all-without-data.json',
    )
  })
})

describe('a chart renders without a warning', () => {
  test.each(Object.entries(CASES))('%s', async (_, result) => {
    await expect(renderSvg(result, {})).resolves.toMatch(/^<svg/)
  })

  test('in the dark theme, with every panel left out but one', async () => {
    const svg = await renderSvg(sampleResult(), { theme: 'dark', panels: ['gpus'], width: 700 })
    expect(svg).toContain('GPUs in use')
    expect(svg).not.toContain('Prefill load')
  })

  test('with the brush of the vega-lite format', () => {
    const warnings: string[] = []
    const logger = {
      level: () => logger,
      error: () => logger,
      info: () => logger,
      debug: () => logger,
      warn: (...messages: readonly unknown[]) => {
        warnings.push(messages.join(' '))
        return logger
      },
    }
    const spec = vegaLiteSpec(sampleResult(), { zoom: true })
    compile(spec as unknown as TopLevelSpec, { logger: logger as never })
    expect(warnings).toEqual([])
  })
})

describe('the vega-lite format', () => {
  const schema = JSON.parse(
    readFileSync(
      createRequire(import.meta.url)
        .resolve('vega-lite')
        .replace('index.js', 'vega-lite-schema.json'),
      'utf8',
    ),
  )
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
    schema,
  )

  test.each([true, false])('is valid by the schema of Vega-Lite (brush: %s)', (zoom) => {
    validate(JSON.parse(JSON.stringify(vegaLiteSpec(sampleResult({ warmup: 9 }), { zoom }))))
    expect(validate.errors ?? []).toEqual([])
  })

  test('names its schema and carries every dataset that its layers draw', () => {
    const spec = vegaLiteSpec(sampleResult(), { zoom: true })
    expect(spec.$schema).toBe('https://vega.github.io/schema/vega-lite/v6.json')
    const names = [...JSON.stringify(spec.vconcat).matchAll(/"data":\{"name":"([^"]+)"/g)].map(
      ([, name]) => name,
    )
    expect(names.length).toBeGreaterThan(30)
    for (const name of names) expect(spec.datasets as Spec).toHaveProperty(name as string)
  })
})

describe('what a chart shows', () => {
  const svg = renderSvg(sampleResult({ warmup: 20 }), {})

  test('the worst interval is labelled with its moment and how far above capacity it was', async () => {
    expect(await svg).toMatch(/0:21 — load [\d.]+× capacity/)
  })

  test('the warm-up is named left of its boundary, the budget at its rule', async () => {
    expect(await svg).toContain('warm-up')
    expect(await svg).toContain('budget 8')
  })

  test('lines are named where they end', async () => {
    for (const name of ['actual', 'predicted', 'load', 'capacity', 'replicas']) {
      expect(await svg).toContain(`>${name}</text>`)
    }
  })

  test('SLA attainment is the first number and the first panel of a simulated run', async () => {
    const picture = await renderSvg(sampleResult({ simulated: true }), {})
    expect(picture).toMatch(/>SLA attainment [\d.]+ % {2}·/)
    expect(picture.indexOf('SLA attainment, share')).toBeLessThan(picture.indexOf('TTFT) against'))
    expect(picture).toMatch(/0:21 — \d+ of \d+ missed/)
    expect(picture).toContain('target 500 ms')
  })

  test('an open-loop run has none of the panels of a simulated one', async () => {
    const picture = await svg
    for (const text of ['SLA attainment', 'Time to first token', 'Queues', 'Correction']) {
      expect(picture).not.toContain(text)
    }
    await expect(renderSvg(sampleResult(), { panels: ['ttft'] })).rejects.toThrow('--panel ttft')
  })

  test('a fixed fleet has no forecast, no correction, and is named', async () => {
    const fleet = { prefill: 4, decode: 2 }
    const picture = await renderSvg(sampleResult({ simulated: true, settings: { fleet } }), {})
    expect(picture).toContain('fixed fleet 4 + 2')
    for (const text of ['predicted', 'Forecast error', 'Correction']) {
      expect(picture).not.toContain(text)
    }
  })

  test('far above its target a latency stands on a logarithmic scale, and says so', async () => {
    const far = await renderSvg(sampleResult({ simulated: 'hopeless' }), { panels: ['ttft'] })
    for (const text of ['logarithmic scale', '>1,000 s<', '>100 ms<', '>target 500 ms<']) {
      expect(far).toContain(text)
    }
    const near = await renderSvg(sampleResult({ simulated: true }), { panels: ['ttft'] })
    expect(near).not.toContain('logarithmic')
  })

  test('a warm-up as the dry run numbers it, −n to −1, ends where the trace begins', () => {
    const source = chartSource(sampleResult({ warmup: 20 }))
    expect(source.time[0]).toBe(-20 * 60_000)
    expect(source.time[20]).toBe(0)
  })

  test('the picture is as wide as asked for', async () => {
    for (const width of [600, 960, 1400]) {
      const svg = await renderSvg(sampleResult({ simulated: width === 960 }), { width })
      expect(Number(/ width="(\d+)"/.exec(svg)?.[1])).toBe(width)
    }
  })

  test('a name that looks like markup stays text', async () => {
    const picture = await renderSvg(sampleResult({ traceName: '<script>alert(1)</script>' }), {})
    expect(picture).not.toContain('<script')
  })
})
