import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BIN, cpuSeconds, medianCpuSeconds, peakMegabytes, row } from './measure.js'

export const title =
  'Dry runs of 1 and 10 million requests (215 MB and 2 GB of JSON Lines, 16 hash_ids each)'

const ONE = 'million.jsonl'
const TEN = 'ten-million.jsonl'

/** The same file line by line with JSON.parse, in the two usual ways. */
const READLINE = `import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
let [requests, tokens] = [0, 0]
const input = createReadStream(process.argv[1], { highWaterMark: 1 << 20 })
for await (const line of createInterface({ input, crlfDelay: Infinity })) {
  tokens += JSON.parse(line).input_length
  requests++
}`
const SPLIT = `import { createReadStream } from 'node:fs'
let [requests, tokens, rest] = [0, 0, '']
const options = { encoding: 'utf8', highWaterMark: 1 << 20 }
for await (const chunk of createReadStream(process.argv[1], options)) {
  const lines = (rest + chunk).split('\\n')
  rest = lines.pop()
  for (const line of lines) {
    tokens += JSON.parse(line).input_length
    requests++
  }
}`

export async function run() {
  const cwd = mkdtempSync(join(tmpdir(), 'planner-bench-'))
  try {
    make(cwd, { requests: 1_000_000, file: ONE })
    make(cwd, { requests: 10_000_000, file: TEN })
    return measure(cwd)
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

function make(cwd, { requests, file }) {
  const options = ['--requests', requests, '--rate', '12', '--isl', '1100', '--out', file]
  cpuSeconds([BIN, 'trace', 'synth', 'chat', ...options.map(String)], { cwd })
}

function measure(cwd) {
  const module = (script) => ['--input-type=module', '-e', script, ONE]
  // For this traffic a fleet of 24 to 35 replicas.
  const planner = ['--profile', 'h100-llama-3.3-70b-tp4', '--load-predictor', 'kalman']
  const dryrun = (file, ...flags) => [BIN, 'dryrun', file, ...planner, ...flags]
  const open = ['--simulate', 'none']
  const uncached = ['--max-gpu-budget', '-1', '--prefix-cache', 'off']
  const cached = ['--max-gpu-budget', '-1']
  const commands = {
    open: dryrun(ONE, ...open),
    uncached: dryrun(ONE, ...uncached),
    cached: dryrun(ONE, ...cached),
    readline: module(READLINE),
    split: module(SPLIT),
  }
  const cpu = medianCpuSeconds(commands, { rounds: 5, cwd })
  const growth = (flags, seconds) => cpuSeconds(dryrun(TEN, ...flags), { cwd }) / seconds
  const megabytes = (file, flags) => peakMegabytes(dryrun(file, ...flags), { cwd })
  const quicker = Math.min(cpu.readline, cpu.split)
  const [parse, million, size] = ['× JSON.parse', '× 1 M', 'MB']
  return [
    row({ name: 'open loop', value: cpu.open / quicker, unit: parse, bound: 0.5 }),
    row({ name: 'simulated', value: cpu.uncached / cpu.readline, unit: parse, bound: 1 }),
    row({ name: 'prefix cache', value: cpu.cached / cpu.readline, unit: parse, bound: 2 }),
    row({ name: 'open loop, 10 M', value: growth(open, cpu.open), unit: million, bound: 11 }),
    row({
      name: 'simulated, 10 M',
      value: growth(uncached, cpu.uncached),
      unit: million,
      bound: 11,
    }),
    row({ name: 'peak, open loop', value: megabytes(ONE, open), unit: size, bound: 150 }),
    row({ name: 'peak, open loop, 10 M', value: megabytes(TEN, open), unit: size, bound: 150 }),
    row({ name: 'peak, simulated', value: megabytes(ONE, uncached), unit: size, bound: 250 }),
    row({ name: 'peak, prefix cache', value: megabytes(ONE, cached), unit: size, bound: 450 }),
    row({ name: 'peak, simulated, 10 M', value: megabytes(TEN, uncached), unit: size, bound: 800 }),
  ]
}
