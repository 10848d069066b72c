/** Colours by what they stand for, and the typeface. Hues are Okabe and Ito's, safe for colour-blind readers. */
export interface Theme {
  readonly background: string
  /** What was: actual traffic, load. */
  readonly ink: string
  readonly muted: string
  readonly grid: string
  readonly predicted: string
  readonly prefill: string
  readonly decode: string
  /** Load above capacity, and limits. */
  readonly alarm: string
  readonly font: string
}

export type Hue = 'ink' | 'muted' | 'predicted' | 'prefill' | 'decode' | 'alarm'

export const HUES: readonly Hue[] = ['ink', 'muted', 'predicted', 'prefill', 'decode', 'alarm']

/** The font that ships with the package comes first, so that pictures look the same everywhere. */
const FONT = '"DejaVu Sans", Verdana, sans-serif'

export const LIGHT: Theme = {
  background: '#ffffff',
  ink: '#1f2328',
  muted: '#59636e',
  grid: '#e4e7eb',
  predicted: '#b5478f',
  prefill: '#0072b2',
  decode: '#009e73',
  alarm: '#d55e00',
  font: FONT,
}

export const DARK: Theme = {
  background: '#14171a',
  ink: '#e6e9ec',
  muted: '#98a2ad',
  grid: '#2b3036',
  predicted: '#e08fc3',
  prefill: '#56b4e9',
  decode: '#1fc295',
  alarm: '#ff7a1a',
  font: FONT,
}

/** Left to the page's style sheet, so that light, dark and print need no second drawing. */
export const PAGE: Theme = {
  background: 'transparent',
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  grid: 'var(--grid)',
  predicted: 'var(--predicted)',
  prefill: 'var(--prefill)',
  decode: 'var(--decode)',
  alarm: 'var(--alarm)',
  font: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
}

export const THEMES = { light: LIGHT, dark: DARK } as const

export type ThemeName = keyof typeof THEMES

export const THEME_NAMES = Object.keys(THEMES) as readonly ThemeName[]
