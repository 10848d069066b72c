import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { httpCall, NotSentError } from '../../src/connectors/http-call.js'

const asked: string[] = []
let server: Server

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    request.resume().on('end', () => response.end('done'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => server.close())

const call = (path: string, maySend?: () => boolean) =>
  httpCall({
    method: 'PATCH',
    url: new URL(path, `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    headers: {},
    body: '{}',
    options: {},
    signal: new AbortController().signal,
    ...(maySend === undefined ? {} : { maySend }),
  })

it('a call that may not be sent any more once the connection stands sends nothing', async () => {
  let isConnected = false
  server.once('connection', () => {
    isConnected = true
  })
  await expect(call('/late', () => false)).rejects.toThrow(NotSentError)
  await call('/after')
  expect(isConnected).toBe(true)
  expect(asked).toEqual(['PATCH /after'])
})

it('a call that may be sent is asked about once, over a new connection and a kept one', async () => {
  let questions = 0
  for (const path of ['/one', '/two']) {
    const { status, text } = await call(path, () => ++questions > 0)
    expect([status, text]).toEqual([200, 'done'])
  }
  expect(questions).toBe(2)
})
