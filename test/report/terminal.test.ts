import { describe, expect, test } from 'vitest'
import { PANEL_NAMES } from '../../src/report/charts/panels.js'
import { renderTerminal } from '../../src/report/terminal/terminal.js'
import { sampleResult } from '../helpers/sample-result.js'

const PLAIN = { width: 80, color: false }

describe('the chart in the terminal', () => {
  const chart = renderTerminal(sampleResult(), PLAIN)

  test('is the stored one at 80 columns', async () => {
    await expect(chart).toMatchFileSnapshot('../golden/charts/terminal.txt')
  })

  test.each([40, 80, 133])('is no wider than %i columns', (width) => {
    for (const intervals of [1, 59, 10_000]) {
      const lines = renderTerminal(sampleResult({ intervals }), { width, color: false }).split('\n')
      for (const line of lines) expect([...line].length).toBeLessThanOrEqual(width)
    }
  })

  test('has a legend, values and times', () => {
    expect(chart).toContain('█ actual  ─ predicted')
    expect(chart).toContain('▓ above capacity')
    expect(chart).toMatch(/0:00 +0:14/)
    expect(chart).toMatch(/ 8 ┤/)
  })

  test('hatches what lies above capacity', () => {
    expect(chart.split('\n').filter((line) => /│.*▓/.test(line)).length).toBeGreaterThan(2)
    expect(renderTerminal(sampleResult({ zeros: true }), PLAIN)).not.toMatch(/[│┤].*▓/)
  })

  test('writes replicas where they change', () => {
    expect(chart).toMatch(/replicas *[│ ]?1─+2─/)
  })

  test('shows only the panels asked for, and none of a pool that is not planned', () => {
    const one = renderTerminal(sampleResult(), { ...PLAIN, panels: ['gpus'] })
    expect(one).toContain('GPUs in use')
    expect(one).not.toContain('Requests per interval')
    const decode = renderTerminal(sampleResult({ settings: { mode: 'decode' } }), PLAIN)
    expect(decode).not.toContain('Prefill load')
  })

  test('says that a column stands for several intervals', () => {
    const long = renderTerminal(sampleResult({ intervals: 10_000 }), PLAIN)
    expect(long).toMatch(/Each column stands for about 141 intervals/)
  })

  test('of a simulated run is the stored one, attainment first', async () => {
    const simulated = renderTerminal(sampleResult({ simulated: true }), PLAIN)
    await expect(simulated).toMatchFileSnapshot('../golden/charts/terminal-simulated.txt')
    expect(simulated).toMatch(/^Dry run of .+\nSLA attainment [\d.]+ %/)
    expect(simulated).toContain('More with planner plot --format terminal --panel')
  })

  test.each(PANEL_NAMES)('draws the panel %s of a simulated run', (panel) => {
    for (const simulated of [true, 'hopeless'] as const) {
      const chart = renderTerminal(sampleResult({ simulated }), { ...PLAIN, panels: [panel] })
      for (const line of chart.split('\n')) expect([...line].length).toBeLessThanOrEqual(80)
      expect(chart).toMatch(/┤/)
    }
  })

  test('says which panels a result has when it has none of those asked for', () => {
    expect(() => renderTerminal(sampleResult(), { ...PLAIN, panels: ['sla'] })).toThrow(
      '--panel sla: this result has none of them',
    )
  })

  test('has no escape sequence without colour, and some with it', () => {
    expect(chart).not.toContain('\u001b')
    expect(renderTerminal(sampleResult(), { width: 80, color: true })).toContain('\u001b[34m')
  })
})
