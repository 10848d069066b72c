import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as esbuild from 'esbuild'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createElection } from '../../src/connectors/election.js'
import { CLUSTER_BINARIES, sharedCluster } from '../helpers/cluster.js'
import { type Contender, contend, type Look, logTerms, type Where } from '../helpers/contender.js'
import { shippedToken } from '../helpers/deploy.js'
import { type EtcdServer, startEtcd } from '../helpers/etcd.js'
import { type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.js'
import { ownProcess } from '../helpers/own-process.js'
import { describeWith } from '../helpers/server-binaries.js'
import { until } from '../helpers/until.js'

/** A server that keeps leases, reached directly or over a line that can be disturbed. */
interface Ground {
  place(): Promise<Where>
  readonly url: string
  readonly ca?: string
}

function behaves(prepare: () => Promise<Ground>): void {
  let ground: Ground
  let proxy: FaultProxy
  beforeAll(async () => {
    ground = await prepare()
    proxy = await startFaultProxy(ground)
  })
  afterAll(() => proxy.close())

  it('gives the next one the lease at once when it ends, with a higher term', async () => {
    const where = await ground.place()
    const [one, other] = [start(where, 'one'), start(where, 'other')]
    await until('a leader', () => one.isLeader() !== other.isLeader())
    const [first, second] = one.isLeader() ? [one, other] : [other, one]
    await until('it has looked', () => first.looks().length > 0)
    const term = first.looks()[0]!.term
    await first.stop()
    expect(first.isLeader()).toBe(false)
    await until('the other has looked', () => second.looks().length > 0)
    expect(second.looks()[0]!.term).toBeGreaterThan(term)
    await second.stop()
    neverTwo([...one.looks(), ...other.looks()])
  })

  it('of two whose clocks differ by hours, a leader cut off stops before the other begins', async () => {
    const direct = await ground.place()
    const disturbed = moved(direct, proxy.url)
    const far = start(disturbed, 'far', 7200)
    await until('the first leads', () => far.isLeader())
    const near = start(direct, 'near', -7200)
    for (const fault of ['hang', 'cut', 'lose-answer'] as const) {
      proxy.faults = () => ({ kind: fault })
      const before = near.looks().length
      await until('the other leads', () => near.looks().length > before)
      expect(far.isLeader()).toBe(false)
      await near.pause()
      proxy.faults = () => ({ kind: 'none' })
      await until('the first leads again', () => far.isLeader())
      near.resume()
    }
    await Promise.all([far.stop(), near.stop()])
    neverTwo([...far.looks(), ...near.looks()])
  })

  it('never has two leaders in one term while leaders are paused, resumed and killed', async () => {
    const where = await ground.place()
    const log = join(mkdtempSync(join(inject('scratch'), 'terms-')), 'log')
    writeFileSync(log, '')
    const script = await contenderScript()
    const run = (identity: string) =>
      child(script, { contender: { where, identity, skewSeconds: 0 }, log })
    const processes = new Map([
      ['a', run('a')],
      ['b', run('b')],
    ])
    const leads = (name: string) => () => parseLooks(log).at(-1)?.identity === name
    await until('a leader', () => parseLooks(log).length > 0)
    try {
      for (const round of [1, 2, 3]) {
        const leader = parseLooks(log).at(-1)!.identity
        const other = leader === 'a' ? 'b' : 'a'
        processes.get(leader)!.kill('SIGSTOP')
        await until(`round ${round}: ${other} leads`, leads(other))
        processes.get(leader)!.kill('SIGCONT')
        if (round !== 3) continue
        processes.get(other)!.kill('SIGKILL')
        await until(`${leader} leads after a kill`, leads(leader))
      }
    } finally {
      for (const one of processes.values()) one.kill('SIGKILL')
    }
    const looks = parseLooks(log)
    neverTwo(looks)
    expect(new Set(looks.map(({ term }) => term)).size).toBeGreaterThanOrEqual(5)
  })
}

describeWith([...CLUSTER_BINARIES], 'an election by Lease, with the shipped Role', () => {
  behaves(async () => {
    const { cluster, createNamespace, ...client } = await sharedCluster('both')
    return {
      ...{ url: cluster.url, ca: cluster.ca },
      async place() {
        const namespace = await createNamespace()
        const token = await shippedToken({ cluster, createNamespace, ...client }, namespace)
        return { kind: 'kubernetes', cluster, namespace, token }
      },
    }
  })
})

describeWith(['etcd'], 'an election in etcd', () => {
  let server: EtcdServer
  let places = 0
  afterAll(() => server.kill())
  behaves(async () => {
    server = await startEtcd()
    const url = server.url.origin
    return { url, place: async () => ({ kind: 'etcd', url, key: `leader/${places++}` }) }
  })
})

describe('a lease that is held', () => {
  const clock = { steady: 0, wall: 0 }
  async function held() {
    Object.assign(clock, { steady: 100, wall: 5000 })
    const end = new AbortController()
    const election = createElection({
      lease: { hold: async () => ({ term: 7 }), release: async () => undefined },
      ...{ leaseSeconds: 15, renewSeconds: 3, marginSeconds: 5 },
      clock: { steadySeconds: () => clock.steady, wallSeconds: () => clock.wall },
      sleep: (_, signal) => new Promise((__, reject) => signal.addEventListener('abort', reject)),
      onError: () => undefined,
    })
    void election.run(end.signal)
    await until('it is held', () => election.isLeader())
    return { election, end }
  }

  it.each([
    ['just before the margin', { steady: 9.9, wall: 9.9 }, true],
    ['at the margin', { steady: 10, wall: 10 }, false],
    ['when only the steady clock has gone on', { steady: 10, wall: 0 }, false],
    ['when the time of day was set back', { steady: 5, wall: -3600 }, true],
    ['when the machine slept', { steady: 1, wall: 3600 }, false],
  ])('is acted on or not %s', async (_, passed, isLeader) => {
    const { election, end } = await held()
    clock.steady += passed.steady
    clock.wall += passed.wall
    expect(election.isLeader()).toBe(isLeader)
    expect(election.term()).toBe(isLeader ? 7 : null)
    end.abort()
  })
})

/** The same place over another line. */
function moved(where: Where, url: string): Where {
  return where.kind === 'etcd'
    ? { ...where, url }
    : { ...where, cluster: { ...where.cluster, url } }
}

function start(where: Where, identity: string, skewSeconds = 0) {
  const log = join(mkdtempSync(join(inject('scratch'), 'terms-')), 'log')
  writeFileSync(log, '')
  const leadership = contend({ where, identity, skewSeconds }, () => undefined)
  let end = new AbortController()
  let ended = Promise.resolve<unknown>(undefined)
  const resume = () => {
    end = new AbortController()
    const { signal } = end
    ended = Promise.all([leadership.run(signal), logTerms(leadership, { identity, log, signal })])
  }
  const pause = () => {
    end.abort()
    return ended
  }
  resume()
  return { ...leadership, pause, resume, stop: pause, looks: () => parseLooks(log) }
}

function parseLooks(log: string): readonly Look[] {
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => {
    const [at, identity, term] = line.split(' ')
    return { at: BigInt(at!), identity: identity!, term: Number(term) }
  })
}

/** In time order terms never go back, and each has one leader. */
function neverTwo(looks: readonly Look[]): void {
  const inOrder = [...looks].sort((one, other) => (one.at < other.at ? -1 : 1))
  const leaders = new Map<number, string>()
  let last = -1
  for (const { identity, term } of inOrder) {
    expect(term).toBeGreaterThanOrEqual(last)
    expect(leaders.get(term) ?? identity).toBe(identity)
    leaders.set(term, identity)
    last = term
  }
  expect(leaders.size).toBeGreaterThan(1)
}

async function contenderScript(): Promise<string> {
  const outfile = join(mkdtempSync(join(inject('scratch'), 'contender-')), 'contender.mjs')
  const contents =
    "import { main } from './test/helpers/contender.ts'\nawait main(process.argv[2])\n"
  await esbuild.build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: {
      js: "import{createRequire as $r}from'node:module';const require=$r(import.meta.url);",
    },
  })
  return outfile
}

function child(script: string, options: { contender: Contender; log: string }): ChildProcess {
  return ownProcess(spawn(process.execPath, [script, JSON.stringify(options)], { stdio: 'ignore' }))
}
