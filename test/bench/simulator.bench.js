import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleScript } from './bundle.js'
import { cpuSeconds, peakMegabytes, row } from './measure.js'

export const title = 'Requests through a simulated fleet of 8 prefill and 12 decode replicas'

const SCRIPT = fileURLToPath(new URL('../simulator/bench-run.ts', import.meta.url))
const MILLION = 1_000_000
/** The naive simulator's cost for each request does not fall with more of them. */
const NAIVE_REQUESTS = 5000
const ROUNDS = 3

export async function run() {
  const directory = mkdtempSync(join(tmpdir(), 'planner-bench-'))
  try {
    const outfile = join(directory, 'run.mjs')
    await bundleScript(SCRIPT, outfile)
    return measure(outfile)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function measure(script) {
  const played = (what, requests, cache = 'off') =>
    leastSeconds([script, what, requests, cache]) - leastSeconds([script, 'make', requests, cache])
  const seconds = [10_000, 100_000, MILLION].map((requests) => played('fast', requests))
  const [, , million] = seconds
  const ten = played('fast', 10 * MILLION)
  const cached = played('fast', MILLION, 'per-worker')
  const naive = (played('naive', NAIVE_REQUESTS) / NAIVE_REQUESTS) * MILLION
  const megabytes = peakMegabytes([script, 'fast', String(10 * MILLION), 'off'])
  const micro = (total, requests) => (total / requests) * 1e6
  plot([1e4, 1e5, MILLION, 10 * MILLION], [...seconds, ten])
  return [
    row({ name: '10⁴ requests', value: micro(seconds[0], 1e4), unit: 'µs a request', bound: 40 }),
    row({ name: '10⁵ requests', value: micro(seconds[1], 1e5), unit: 'µs a request', bound: 8 }),
    row({ name: '10⁶ requests', value: micro(million, 1e6), unit: 'µs a request', bound: 4 }),
    row({ name: '10⁷ requests', value: micro(ten, 1e7), unit: 'µs a request', bound: 4 }),
    row({ name: '10⁷ over 10⁶ requests', value: ten / million, unit: 'times', bound: 11 }),
    row({ name: 'prefix cache, 16 blocks', value: cached / million, unit: 'times', bound: 3 }),
    row({ name: 'share of the naive cost', value: (100 * million) / naive, unit: '%', bound: 5 }),
    row({ name: '10⁷ requests, peak memory', value: megabytes, unit: 'MB', bound: 800 }),
  ]
}

/** Cost against n log n: bars of the same length mean that it grows no faster. */
function plot(requests, seconds) {
  const each = requests.map((n, i) => (seconds[i] / (n * Math.log2(n))) * 1e9)
  const longest = Math.max(...each)
  console.log('  CPU time over n log₂ n, by requests n (the first ones also pay for compilation)')
  for (const [i, n] of requests.entries()) {
    const bar = '█'.repeat(Math.max(1, Math.round((40 * each[i]) / longest)))
    console.log(`  10^${Math.log10(n)} ${bar} ${each[i].toFixed(1)} ns`)
  }
}

/** The least of some runs: what else the machine does only adds to it. */
function leastSeconds(args) {
  return Math.min(...Array.from({ length: ROUNDS }, () => cpuSeconds(args.map(String))))
}
