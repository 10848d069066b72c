import type { Result } from '../../run/result.js'
import type { Spec } from '../charts/plot.js'
import { LIGHT } from '../charts/theme.js'
import { type Overlay, overlaysOf } from './overlay.js'

const WIDTH = 860
const HEIGHT = 150

export interface OverlayLabels {
  readonly title: string
  readonly a: string
  readonly b: string
}

/** Two runs over one another as one Vega-Lite specification with its data: A filled, B a line. */
export function overlaySpec(a: Result, b: Result, labels: OverlayLabels): Spec {
  const clock = a.trace.originEpochMs !== null
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: labels.title,
      subtitle: [`A, filled: ${labels.a}`, `B, line: ${labels.b}`],
      anchor: 'start',
      fontSize: 16,
      subtitlePadding: 6,
      offset: 14,
    },
    padding: 20,
    background: LIGHT.background,
    spacing: 24,
    params: [{ name: 'clock', value: clock }],
    vconcat: overlaysOf(a, b).map((overlay) => panel(overlay, { a, b })),
    config: {
      font: LIGHT.font,
      title: { color: LIGHT.ink, subtitleColor: LIGHT.muted, anchor: 'start' },
      axis: { labelColor: LIGHT.muted, gridColor: LIGHT.grid, domainColor: LIGHT.muted },
      view: { stroke: null },
    },
  }
}

function panel(overlay: Overlay, { a, b }: { readonly a: Result; readonly b: Result }): Spec {
  const hue = overlay.role === null ? LIGHT.muted : LIGHT[overlay.role]
  const step = { interpolate: 'step-after' }
  const isShare = overlay.role === null
  const y = {
    field: 'value',
    type: 'quantitative',
    title: null,
    stack: null,
    scale: isShare ? { domain: [0, 1] } : { domainMin: 0, nice: true },
    axis: { tickCount: 4, ...(isShare ? { format: '.0%' } : { tickMinStep: 1 }) },
  }
  const x = {
    field: 'time',
    type: 'quantitative',
    title: null,
    axis: TIME_AXIS,
    scale: { nice: false, zero: false },
  }
  const encoding = { x, y }
  return {
    title: { text: overlay.title, fontSize: 13, frame: 'group' },
    width: WIDTH,
    height: HEIGHT,
    layer: [
      {
        data: { values: steps(a, overlay) },
        mark: { type: 'area', ...step, color: hue, opacity: 0.35 },
        encoding,
      },
      {
        data: { values: steps(b, overlay) },
        mark: { type: 'line', ...step, color: LIGHT.alarm, strokeWidth: 1.8 },
        encoding,
      },
    ],
  }
}

/** `1:05`, clock time where the trace has one. */
const TIME_AXIS = {
  labelExpr:
    "clock ? utcFormat(datum.value, '%H:%M') : floor(datum.value / 3600000) + ':' + pad('' + floor(datum.value / 60000) % 60, 2, '0', 'left')",
  tickCount: 8,
  grid: false,
}

function steps({ intervals, settings, trace }: Result, { of }: Overlay): readonly Spec[] {
  const origin = trace.originEpochMs ?? 0
  const rows = intervals.map((record) => ({
    time: origin + record.startSeconds * 1000,
    value: of(record),
  }))
  const last = rows.at(-1)
  const end = last && { ...last, time: last.time + settings.adjustmentIntervalSeconds * 1000 }
  return end ? [...rows, end] : rows
}
