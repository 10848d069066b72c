export interface Credentials {
  /** Read anew for each request: tokens of a service account are replaced while the program runs. */
  readonly readToken: (() => Promise<string>) | null
  readonly token: string | null
  readonly basic: { readonly user: string; readonly password: string } | null
}

export const NO_CREDENTIALS: Credentials = { readToken: null, token: null, basic: null }

/** Makes the Authorization header; a token file comes before a token, and both before user and password. */
export function authorizationOf(credentials: Credentials): () => Promise<string | null> {
  const { readToken, token, basic } = credentials
  return async () => {
    if (readToken !== null) return `Bearer ${await readToken()}`
    if (token !== null) return `Bearer ${token}`
    if (basic === null) return null
    return `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString('base64')}`
  }
}
