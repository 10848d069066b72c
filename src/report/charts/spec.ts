import { TIME, y } from './layers.js'
import type { Plot, Spec } from './plot.js'
import type { Theme } from './theme.js'

/** Room for the y axis' labels: fixed, so that all plots share their left edge. */
export const AXIS_WIDTH = 46
/** Room for the names of lines right of a plot. */
export const LABELS_WIDTH = 98

/** Whether times are clock times; a parameter of every specification. */
export const CLOCK_PARAM = 'clock'
/** The stretch of time in view, ms; parameters of every specification. */
export const FROM_PARAM = 'timeFrom'
export const TO_PARAM = 'timeTo'

/** A plot's parameters: what its y axis must reach, and the floor of one that may be logarithmic. */
export function plotParams(
  plot: Plot,
  { top, floor = 0 }: { readonly top: number; readonly floor?: number },
): readonly Param[] {
  const floors = plot.mayBeLog ? [{ name: floorParam(plot), value: floor }] : []
  return [{ name: topParam(plot), value: top }, ...floors]
}

export interface Param {
  readonly name: string
  readonly value: number | boolean
}

function topParam({ name }: Plot): string {
  return `${name}Top`
}

function floorParam({ name }: Plot): string {
  return `${name}Floor`
}

/**
 * Vega expression for a time label: `18:15` UTC, the date at midnight; else hours and minutes since
 * the origin. Seconds only where they are not zero. Says the same as formatMoment of time.ts.
 */
const TIME_LABEL = [
  `${CLOCK_PARAM} ? utcFormat(datum.value,`,
  `datum.value % 86400000 == 0 ? '%d %b' : datum.value % 60000 == 0 ? '%H:%M' : '%H:%M:%S')`,
  `: (datum.value < 0 ? '−' : '') + floor(abs(datum.value) / 3600000)`,
  `+ ':' + pad('' + floor(abs(datum.value) / 60000) % 60, 2, '0', 'left')`,
  `+ (datum.value % 60000 == 0 ? '' : ':' + pad('' + (abs(datum.value) / 1000) % 60, 2, '0', 'left'))`,
].join(' ')

/** Vega expressions for a value: each tick its own SI prefix, `500k` below `1M`, none below 1. */
const VALUE_LABELS = {
  si: (value: string) => `format(${value}, abs(${value}) < 1 ? '.3~g' : '.3~s')`,
  share: (value: string) => `format(${value} * 100, '.3~g') + ' %'`,
  ms: (value: string) =>
    `${value} >= 1000 ? format(${value} / 1000, ',.3~r') + ' s' : ${value} == 0 ? '0' : format(${value}, '.3~g') + ' ms'`,
}

export interface PlotSpecOptions {
  readonly theme: Theme
  /** Expressions for where the time axis begins and ends. */
  readonly timeDomain?: readonly [string, string]
  /** Only the lowest plot of a panel carries times. */
  readonly withTimes: boolean
}

export interface PlotSpec {
  readonly height: number
  readonly layer: readonly Spec[]
}

/** A plot as a layered unit, without data and width. */
export function plotSpec(plot: Plot, options: PlotSpecOptions): PlotSpec {
  return { height: plot.height, layer: [frameLayer(plot, options), ...plot.layers(options.theme)] }
}

/** One unseen point that carries the axes. Their extents never come from data, which may be empty. */
function frameLayer(plot: Plot, options: PlotSpecOptions): Spec {
  const [begin, end] = options.timeDomain ?? [FROM_PARAM, TO_PARAM]
  const domain = [{ expr: begin }, { expr: end }]
  const top = { expr: topParam(plot) }
  return {
    data: { values: [{ time: 0, top: 0 }] },
    mark: { type: 'point', opacity: 0, size: 0, clip: true },
    encoding: {
      x: {
        ...TIME,
        scale: { type: 'utc', nice: false, domain },
        axis: timeAxis(options.withTimes),
      },
      y: {
        ...y('top'),
        scale: { domain: [0, top], nice: plot.format !== 'share' },
        axis: valueAxis(plot),
      },
    },
  }
}

/** Keeps the room right of a plot of a picture, however short the names of its lines are. */
export const ROOM_FOR_LABELS: Spec = {
  data: { values: [{}] },
  mark: { type: 'rule', opacity: 0 },
  encoding: {
    x: { value: 'width' },
    x2: { value: { expr: `width + ${LABELS_WIDTH}` } },
    y: { value: 0 },
  },
}

function timeAxis(withTimes: boolean): Spec {
  return {
    title: null,
    labels: withTimes,
    ticks: withTimes,
    labelExpr: TIME_LABEL,
    labelFlush: false,
    labelOverlap: 'greedy',
    labelSeparation: 12,
    tickCount: { expr: 'max(2, floor(width / 90))' },
  }
}

function valueAxis(plot: Plot): Spec {
  const { yTicks, wholeNumbers, format, mayBeLog } = plot
  const label = VALUE_LABELS[format ?? 'si']
  return {
    title: null,
    labelExpr: mayBeLog ? logLabel(plot, label) : label('datum.value'),
    tickCount: mayBeLog ? { expr: `${floorParam(plot)} > 0 ? 9 : ${yTicks}` } : yTicks,
    ...(wholeNumbers ? { tickMinStep: 1 } : {}),
    ...(mayBeLog ? { values: { expr: decades(plot) }, labelOverlap: 'greedy' } : {}),
    minExtent: AXIS_WIDTH,
    maxExtent: AXIS_WIDTH,
  }
}

/** On a logarithmic axis, marks stand at decades above the floor: 2 above 100 ms is 10 s. */
function logLabel(plot: Plot, label: (value: string) => string): string {
  const floor = floorParam(plot)
  const value = `round(pow(10, datum.value) * ${floor} * 1e6) / 1e6`
  return `${floor} > 0 ? (${label(`(${value})`)}) : (${label('datum.value')})`
}

/** Ticks at whole decades; a linear axis finds its own. */
function decades(plot: Plot): string {
  return `${floorParam(plot)} > 0 ? sequence(0, ceil(${topParam(plot)}) + 1) : null`
}

/** What all specifications set the same: typeface and the colours of everything but the marks. */
export function chartConfig(theme: Theme): Spec {
  return {
    background: theme.background,
    // Marks would read out coordinates; whoever shows a chart describes it in words.
    aria: false,
    font: theme.font,
    view: { stroke: null },
    axis: {
      domainColor: theme.muted,
      tickColor: theme.muted,
      gridColor: theme.grid,
      labelColor: theme.muted,
      labelFontSize: 11,
      tickSize: 4,
      labelPadding: 4,
    },
    axisY: { domain: false, ticks: false },
    title: {
      anchor: 'start',
      frame: 'bounds',
      color: theme.ink,
      subtitleColor: theme.muted,
      fontSize: 12.5,
      fontWeight: 'bold',
      subtitleFontSize: 12,
      offset: 8,
    },
    text: { font: theme.font },
  }
}
