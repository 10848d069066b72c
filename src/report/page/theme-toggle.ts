const CHOICES = [
  { theme: 'auto', text: 'Auto', says: 'as the system' },
  { theme: 'light', text: 'Light', says: 'light' },
  { theme: 'dark', text: 'Dark', says: 'dark' },
] as const

/** A button that goes through automatic, light and dark; the style sheet does the rest. */
export function createThemeToggle(button: HTMLElement): void {
  let chosen = 0
  button.addEventListener('click', () => {
    chosen = (chosen + 1) % CHOICES.length
    const { theme, text, says } = CHOICES[chosen] as (typeof CHOICES)[number]
    document.documentElement.dataset.theme = theme
    button.setAttribute('aria-label', `Colours: ${says}`)
    const label = button.querySelector('span')
    if (label !== null) label.textContent = text
  })
}
