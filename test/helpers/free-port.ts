import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { inject } from 'vitest'

/** Below the ports that Linux and macOS give to outgoing connections and to whoever listens on port 0. */
const LOWEST_PORT = 15_000
const PORTS = 17_000

/** Ports nobody listens on, and no other test of the run is given. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = LOWEST_PORT + Math.floor(Math.random() * PORTS)
    if (isFirst(port) && (await isFree(port))) ports.push(port)
  }
  return ports
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  return port!
}

function isFirst(port: number): boolean {
  const folder = join(inject('scratch'), 'ports')
  mkdirSync(folder, { recursive: true })
  try {
    writeFileSync(join(folder, `${port}`), '', { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
