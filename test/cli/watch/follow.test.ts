import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { parseAddress } from '../../../src/cli/watch/address.js'
import { followPlanner } from '../../../src/cli/watch/follow.js'
import type { Clock } from '../../../src/live/clock.js'
import { EventStream } from '../../../src/live/event-stream.js'
import { type LiveServer, startServer } from '../../../src/live/server.js'
import { liveStatus, statusOfMinute } from '../../helpers/live-status.js'

const SPEED = 5

/** Real time, faster; an answer still has a second to come in. */
const FAST: Clock = {
  steadyMs: () => performance.now() * SPEED,
  epochMs: () => Date.now(),
  sleepUntil: (ms, signal) =>
    delay(Math.max(0, ms / SPEED - performance.now()), undefined, { signal }).catch(
      () => undefined,
    ),
}

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

function follow(address: URL, clock: Clock = FAST) {
  const stop = new AbortController()
  stops.push(() => stop.abort())
  return followPlanner({ address, clock, signal: stop.signal })
}

/** A planner's own server, whose minutes a test lets pass. */
async function startPlanner(port = 0, first = 1) {
  const events = new EventStream('interval')
  let minutes = first
  const status = () => {
    const intervals = Array.from({ length: minutes }, (_, i) => statusOfMinute(i + 1))
    return liveStatus({ intervals })
  }
  const server: LiveServer = await startServer({
    ...{ host: '127.0.0.1', port, onError: () => undefined },
    routes: {
      '/status': () => ({
        status: 200,
        contentType: 'application/json',
        body: JSON.stringify(status()),
      }),
    },
    streams: { '/events': events },
  })
  stops.push(() => server.close())
  return {
    server,
    address: new URL(`http://127.0.0.1:${server.port}/`),
    pass() {
      minutes++
      events.send(String(status().intervals.at(-1)!.atEpochMs))
    },
  }
}

async function serve(answer: RequestListener): Promise<URL> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

describe('a planner that is followed', () => {
  it('is asked again when an interval has ended, and told of when it is gone and back', async () => {
    const planner = await startPlanner()
    const news = follow(planner.address)
    const next = async () => (await news.next()).value
    expect(await next()).toMatchObject({ status: { intervals: { length: 1 } } })
    const second = next()
    planner.pass()
    // It is looked at now and then without news, too.
    let seen = await second
    while (seen?.kind === 'status' && seen.status.intervals.length < 2) seen = await next()
    expect(seen).toMatchObject({ status: { intervals: { length: 2 } } })
    await planner.server.close()
    const lost = [await next(), await next(), await next()]
    expect(lost.map((one) => one?.kind)).toEqual(['lost', 'lost', 'lost'])
    expect(lost[0]).toMatchObject({ why: 'ECONNREFUSED' })
    const [first, , third] = lost
    expect(third).toMatchObject({ sinceMs: first?.kind === 'lost' ? first.sinceMs : 0 })
    await startPlanner(planner.server.port, 5)
    let back = await next()
    while (back?.kind === 'lost') back = await next()
    expect(back).toMatchObject({ status: { intervals: { length: 5 } } })
  })

  it.each<[string, RequestListener, string]>([
    ['HTML', (_, answer) => void answer.end('<html>'), 'what answers is no planner'],
    [
      'nothing of the kind',
      (_, answer) => void answer.writeHead(404).end(),
      'no planner, or an older one (status 404 at /status)',
    ],
    [
      'a question for credentials',
      (_, answer) => void answer.writeHead(401).end(),
      'it asks for credentials (status 401), and planner watch has none',
    ],
    [
      'another address',
      (_, answer) => void answer.writeHead(302, { location: 'http://x/\u00ff' }).end(),
      'it refers to http://x/ÿ (status 302)',
    ],
    [
      'an error',
      (_, answer) => void answer.writeHead(500).end(),
      'status 500, which no planner answers',
    ],
    ['no answer at all', () => undefined, 'no answer within 5 s'],
    ['a broken connection', (request) => void request.socket.destroy(), 'UND_ERR_SOCKET'],
    [
      'half an answer',
      (request, answer) => {
        answer.writeHead(200, { 'content-length': '100' }).write('{')
        setTimeout(() => request.socket.destroy(), 20)
      },
      'UND_ERR_SOCKET',
    ],
  ])('never was one when it gives %s', async (_, answer, why) => {
    const address = await serve(answer)
    await expect(follow(address).next()).rejects.toMatchObject({
      name: 'UserError',
      exitCode: 2,
      message: `${address.href}: ${why}`,
    })
  })

  it('is lost when it hangs', async () => {
    let hangs = false
    const body = JSON.stringify(liveStatus())
    const address = await serve((_, answer) => {
      if (!hangs) answer.end(body)
    })
    const news = follow(address)
    await news.next()
    hangs = true
    expect((await news.next()).value).toMatchObject({ kind: 'lost', why: 'no answer within 5 s' })
  })
})

describe('an address', () => {
  it.each([
    ['http://localhost:9085', 'http://localhost:9085/'],
    ['localhost:9085', 'http://localhost:9085/'],
    ['https://host/planner', 'https://host/planner/'],
  ])('may be %s', (text, href) => {
    expect(parseAddress(text).href).toBe(href)
  })

  it.each([
    ['ftp://a', "URL 'ftp://a' is not allowed: it is no address"],
    ['http://u:secret@h:1', "URL 'h:1' is not allowed: user and password do not belong into it"],
    ['http://h/?a=b', "URL 'http://h/?a=b' is not allowed: what follows ? or # has no meaning"],
    ['', "URL '' is not allowed: it is no address"],
  ])('is refused: %j', (text, message) => {
    expect(() => parseAddress(text)).toThrow(message)
  })
})
