import type { ServerResponse } from 'node:http'

/** Browsers that may listen at once; further ones are sent away. */
const MOST_LISTENERS = 32

/** Server-sent events (WHATWG HTML, 9.2): tells every listener the latest, a new one at once. */
export class EventStream {
  private readonly listeners = new Set<ServerResponse>()
  private latest: string | null = null

  constructor(private readonly name: string) {}

  send(data: string): void {
    this.latest = this.message(data)
    for (const listener of this.listeners) listener.write(this.latest)
  }

  /** False when there are too many. */
  attach(response: ServerResponse): boolean {
    if (this.listeners.size >= MOST_LISTENERS) return false
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    response.write(this.latest ?? ': nothing yet\n\n')
    this.listeners.add(response)
    response.on('close', () => this.listeners.delete(response))
    return true
  }

  private message(data: string): string {
    return `event: ${this.name}\ndata: ${data}\n\n`
  }
}
