import { plotsOf } from '../charts/panels.js'
import type { Key, Panel } from '../charts/plot.js'
import type { ChartSource } from '../charts/source.js'
import { intervalName } from '../time.js'
import { element } from './element.js'

interface PanelElement {
  readonly figure: HTMLElement
  /** One per plot, in their order. */
  readonly containers: readonly HTMLElement[]
}

/** A panel without its drawings: heading, legend for narrow windows, and a place per plot. */
export function panelElement(panel: Panel, source: ChartSource): PanelElement {
  const id = `panel-${panel.name}`
  const unit = panel.unit(intervalName(source.intervalMs), source)
  const heading = element('h3', { id }, [
    panel.title(source),
    element('span', { class: 'unit' }, [`, ${unit}`]),
  ])
  const unnamed = panel.unnamed?.(source) ?? []
  const keys = element('ul', { class: 'keys' }, [
    ...panel.keys(source).map((key) => keyElement(key, 'named')),
    ...unnamed.map((key) => keyElement(key, 'unnamed')),
  ])
  const containers = plotsOf(panel, source).map(() =>
    element('div', { class: 'plot', role: 'img', 'aria-label': panel.description }),
  )
  const figure = element('figure', { class: 'panel', 'aria-labelledby': id }, [
    element('figcaption', {}, [heading, keys]),
    ...containers,
  ])
  return { figure, containers }
}

function keyElement({ text, hue, shape }: Key, which: 'named' | 'unnamed'): HTMLElement {
  const swatch = element('span', { class: `swatch ${shape} ${hue}`, 'aria-hidden': 'true' })
  return element('li', { class: which }, [swatch, text])
}
