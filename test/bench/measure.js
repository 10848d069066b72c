import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** A path below ../shared, beside the checkout; null where that is absent. */
export function sharedPath(...parts) {
  const path = fileURLToPath(new URL(`../../../shared/${parts.join('/')}`, import.meta.url))
  return existsSync(path) ? path : null
}

/**
 * Median CPU seconds (user and system, all threads) of several `node …` command lines, run in turns so that
 * all meet the same machine: `{ bare: ['-e', '0'], help: [BIN, '--help'] }` → `{ bare: 0.04, help: 0.08 }`.
 */
export function medianCpuSeconds(commands, { rounds = 11, cwd } = {}) {
  const seconds = Object.fromEntries(Object.keys(commands).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of Object.entries(commands)) {
      seconds[name].push(cpuSeconds(args, { cwd }))
    }
  }
  return Object.fromEntries(Object.entries(seconds).map(([name, all]) => [name, median(all)]))
}

/** CPU seconds of one run, as the shell counts them for a child that has ended. */
export function cpuSeconds(args, { cwd } = {}) {
  const timed = 'TIMEFORMAT="%3U %3S"; { time "$@" >/dev/null 2>&1; } 2>&1 || exit $?'
  const run = spawnSync('bash', ['-c', timed, 'bash', process.execPath, ...args], {
    encoding: 'utf8',
    cwd,
  })
  if (run.status !== 0) throw new Error(`exit code ${run.status}: node ${args.join(' ')}`)
  const [user, system] = run.stdout.trim().split(' ').map(Number)
  return user + system
}

/** Largest resident memory of one run, MB. */
export function peakMegabytes(args, { cwd } = {}) {
  const report =
    'import{writeSync}from"node:fs";process.on("exit",()=>writeSync(3,String(process.resourceUsage().maxRSS)))'
  const preload = ['--import', `data:text/javascript,${encodeURIComponent(report)}`]
  const run = spawnSync(process.execPath, [...preload, ...args], {
    encoding: 'utf8',
    cwd,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  if (run.status !== 0) throw new Error(`exit code ${run.status}: node ${args.join(' ')}`)
  return Number(run.output[3]) / 1024
}

/** A row of the table: `value` may be at most `bound`. */
export function row({ name, value, unit, bound }) {
  return { name, value, unit, bound, ok: value <= bound }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
