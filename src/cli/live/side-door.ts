import { causeOf } from '../../live/error-cause.js'
import { type LiveServer, type Reply, startServer, text } from '../../live/server.js'
import type { LiveStatus } from '../../run/live-status.js'
import type { ListenAddress } from '../settings/parsed-values.js'
import type { LiveOutlets } from './live-run.js'

/** The page, metrics and health, where they are wanted. */
export async function openSideDoor(
  listen: ListenAddress | null,
  { metrics, health, log, page, status }: LiveOutlets,
): Promise<LiveServer | null> {
  if (listen === null) return null
  const server = await startServer({
    ...listen,
    streams: { '/events': page.events },
    routes: {
      '/': () => page.reply(),
      '/status': () => json(status.current()),
      '/healthz': () => stateOf(health.alive()),
      '/readyz': () => stateOf(health.ready()),
      '/metrics': async () => ({
        status: 200,
        contentType: metrics.registry.contentType,
        body: await metrics.registry.metrics(),
      }),
    },
    onError: (error) => log.error({ why: causeOf(error) }, 'a page could not be made'),
  })
  log.info({ address: `${listen.host}:${server.port}` }, 'listening')
  return server
}

function json(value: LiveStatus): Reply {
  return {
    status: 200,
    contentType: 'application/json; charset=utf-8',
    body: `${JSON.stringify(value)}\n`,
  }
}

function stateOf({ ok, text: line }: { readonly ok: boolean; readonly text: string }) {
  return text(ok ? 200 : 503, line)
}
