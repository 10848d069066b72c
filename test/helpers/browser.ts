import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { describe } from 'vitest'

/** Where distributions put Chromium; PLANNER_CHROMIUM names another. */
const PLACES = [
  process.env.PLANNER_CHROMIUM ?? '',
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
const EXECUTABLE = PLACES.find((path) => path !== '' && existsSync(path))

/** A suite that opens pages; skipped, and said so in its title, where there is no Chromium. */
export function describeBrowser(title: string, body: () => void): void {
  if (EXECUTABLE !== undefined) describe(title, body)
  else describe.skip(`${title} (skipped: no Chromium; PLANNER_CHROMIUM may name one)`, body)
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE as string,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
}

export interface PageServer {
  readonly address: string
  readonly close: () => void
}

/** Serves one page under a header that allows inline script and style and nothing else. */
export async function servePage(html: string): Promise<PageServer> {
  const server: Server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.setHeader(
      'content-security-policy',
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:",
    )
    response.end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() }
}

/** What must not happen while a page is used. */
export interface Complaints {
  readonly console: string[]
  readonly requests: string[]
}

/** Console messages of any kind, errors, and every request but the one for the page itself. */
export function watchPage(page: Page, address: string): Complaints {
  const complaints: Complaints = { console: [], requests: [] }
  page.on('console', (message) => complaints.console.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.console.push(error.stack ?? error.message))
  page.on('request', (request) => {
    const isOwn = request.url() === address || request.url().startsWith('data:')
    if (!isOwn) complaints.requests.push(request.url())
  })
  return complaints
}
