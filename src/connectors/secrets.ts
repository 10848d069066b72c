/** Shorter texts would hide parts of ordinary words. */
const SHORTEST = 4
const HIDDEN = '[secret]'

/**
 * Tokens and passwords that must never be shown. Nothing of ours prints them; this is for what others send
 * back, such as a proxy that shows the request it refused.
 */
export class Secrets {
  private readonly known = new Set<string>()

  /** Returns it, so that it can be said where it is read. */
  add(secret: string): string {
    if (secret.length < SHORTEST) return secret
    // In an address it is written otherwise.
    this.known.add(secret).add(encodeURIComponent(secret))
    return secret
  }

  hide(text: string): string {
    let shown = text
    for (const secret of this.known) shown = shown.replaceAll(secret, HIDDEN)
    return shown
  }
}
