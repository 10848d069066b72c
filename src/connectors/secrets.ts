/** Shorter texts would hide parts of ordinary words. */
const SHORTEST = 4
const HIDDEN = '[secret]'
/** Tokens of a kind come and go; so many of the last are kept. */
const MOST_TOKENS = 100

/**
 * Tokens and passwords that must never be shown. Nothing of ours prints them; this is for what others send
 * back, such as a proxy that shows the request it refused.
 */
export class Secrets {
  private readonly known = new Set<string>()
  /** Those that are replaced in time, the one used last at the end. */
  private readonly tokens = new Set<string>()

  /** Returns it, so that it can be said where it is read. */
  add(secret: string): string {
    this.known.add(secret)
    return secret
  }

  /** A secret that others will follow: to be said again whenever it is used, lest it be forgotten. */
  addToken(token: string): string {
    this.tokens.delete(token)
    this.tokens.add(token)
    const [oldest] = this.tokens
    if (this.tokens.size > MOST_TOKENS) this.tokens.delete(oldest!)
    return token
  }

  hide(text: string): string {
    let shown = text
    for (const secret of [...this.known, ...this.tokens]) {
      if (secret.length < SHORTEST) continue
      for (const form of formsOf(secret)) shown = shown.replaceAll(form, HIDDEN)
    }
    return shown
  }
}

/** As it is, in an address, and in JSON. */
function formsOf(secret: string): readonly string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
}
