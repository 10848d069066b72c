import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PerRole } from '../../src/domain/role.js'
import { ownProcess } from './own-process.js'
import { BIN, scratchFolder } from './planner.js'

const PAGE = new URL('../../docs/connectors.md', import.meta.url)

export interface EnvironmentScript {
  /** What scale.sh was called with, in that order. */
  carriedOut(): readonly PerRole<number>[]
  stop(): void
}

/** An environment of somebody's own: the script of docs/connectors.md, run by a shell as it stands there. */
export function startEnvironmentScript(etcd: URL): EnvironmentScript {
  const cwd = scratchFolder()
  const carriedOut = join(cwd, 'carried-out.txt')
  writeCommand(join(cwd, 'planner'), `exec '${process.execPath}' '${BIN}' "$@"`)
  writeCommand(join(cwd, 'scale.sh'), `echo "$1 $2" >> '${carriedOut}'`)
  const env = { PATH: `${cwd}:${process.env.PATH}`, HOME: process.env.HOME }
  // A process group of its own, so that the whole pipe ends.
  const options = { cwd, env, stdio: 'ignore', detached: true } as const
  const child = ownProcess(spawn('bash', ['-c', documentedScript(etcd)], options), { group: true })
  const stop = () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL')
  }
  return {
    stop,
    carriedOut() {
      const text = existsSync(carriedOut) ? readFileSync(carriedOut, 'utf8') : ''
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [prefill, decode] = line.split(' ').map(Number)
          return { prefill: prefill!, decode: decode! }
        })
    },
  }
}

function documentedScript(etcd: URL): string {
  const blocks = readFileSync(PAGE, 'utf8').matchAll(/```sh\n(.*?)```/gs)
  const script = [...blocks].map(([, text]) => text!).find((text) => text.includes('virtual watch'))
  return script!.replace('http://etcd:2379', etcd.origin)
}

function writeCommand(path: string, line: string): void {
  writeFileSync(path, `#!/bin/sh\n${line}\n`, { mode: 0o755 })
}
