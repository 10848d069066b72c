/** Shorter texts would hide parts of ordinary words. */
const SHORTEST = 4
const HIDDEN = '[secret]'
/** Tokens rotate; those long gone are nobody's key any more. */
const MOST = 200

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
    for (const text of [secret, encodeURIComponent(secret)]) {
      this.known.delete(text)
      this.known.add(text)
    }
    this.forgetOldest()
    return secret
  }

  hide(text: string): string {
    let shown = text
    for (const secret of this.known) shown = shown.replaceAll(secret, HIDDEN)
    return shown
  }

  private forgetOldest(): void {
    for (const oldest of this.known) {
      if (this.known.size <= MOST) return
      this.known.delete(oldest)
    }
  }
}
