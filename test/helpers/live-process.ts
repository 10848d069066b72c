import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseJournal } from '../../src/files/journal.js'
import type { JournalInterval, JournalLine } from '../../src/run/journal.js'
import { type Ended, runPlanner, scratchFolder } from './planner.js'
import { until } from './until.js'

export const JOURNAL = 'planner.jsonl'

/** `planner live` as a process of its own, writing a journal. */
export interface LiveProcess {
  readonly cwd: string
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** What the log has said so far. */
  log(): string
  lines(): readonly JournalLine[]
  intervals(): readonly JournalInterval[]
  /** Waits for what the intervals so far must show; else the process is killed and its log told. */
  until(what: string, isSo: (intervals: readonly JournalInterval[]) => boolean): Promise<void>
  /** SIGTERM. */
  stop(): Promise<Ended>
}

export function startLive(
  args: readonly string[],
  {
    env = {},
    cwd = scratchFolder(),
  }: { env?: Readonly<Record<string, string>>; cwd?: string } = {},
): LiveProcess {
  const started: { child?: ChildProcess } = {}
  let log = ''
  const ended = runPlanner(['live', '--journal', JOURNAL, ...args], {
    ...{ cwd, env },
    started(child) {
      started.child = child
      child.stderr?.on('data', (text: string) => {
        log += text
      })
    },
  })
  const child = started.child!
  const path = join(cwd, JOURNAL)
  const lines = () => {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    return text === '' ? [] : parseJournal(text.slice(0, text.lastIndexOf('\n') + 1), path).lines
  }
  const intervals = () => lines().flatMap((line) => (line.kind === 'interval' ? [line] : []))
  return {
    ...{ cwd, child, ended, lines, intervals },
    log: () => log,
    async until(what, isSo) {
      try {
        await until(what, () => child.exitCode !== null || isSo(intervals()))
      } catch (error) {
        child.kill('SIGKILL')
        throw new Error(`${what}; log: ${log.slice(-3000)}`, { cause: error })
      }
      if (child.exitCode !== null) throw new Error(`ended before ${what}; log: ${log}`)
    },
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

/** Proves that the offline core decides what the journal has. */
export function replay({ cwd }: LiveProcess): Promise<Ended> {
  return runPlanner(['replay', JOURNAL], { cwd })
}
