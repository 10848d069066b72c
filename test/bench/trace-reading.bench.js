import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BIN, cpuSeconds, medianCpuSeconds, peakMegabytes, row } from './measure.js'

export const title =
  'Traces of 1 and 10 million requests (208 MB and 2 GB of JSON Lines with hash_ids)'

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
    make(cwd, { requests: 1_000_000, file: 'million.jsonl' })
    make(cwd, { requests: 10_000_000, file: 'ten-million.jsonl' })
    return measure(cwd)
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

function make(cwd, { requests, file }) {
  const options = ['--requests', requests, '--rate', '20', '--isl', '1100', '--out', file]
  cpuSeconds([BIN, 'trace', 'synth', 'chat', ...options.map(String)], { cwd })
}

function measure(cwd) {
  const module = (script) => ['--input-type=module', '-e', script, 'million.jsonl']
  const dryrun = (file) => [
    ...[BIN, 'dryrun', file, '--profile', 'h200-llama-3.1-8b', '--load-predictor', 'kalman'],
  ]
  const commands = {
    planner: dryrun('million.jsonl'),
    readline: module(READLINE),
    split: module(SPLIT),
  }
  const cpu = medianCpuSeconds(commands, { rounds: 3, cwd })
  const ten = cpuSeconds(dryrun('ten-million.jsonl'), { cwd })
  const megabytes = (file) => peakMegabytes(dryrun(file), { cwd })
  const baseline = Math.min(cpu.readline, cpu.split)
  return [
    row({ name: 'whole dry run', value: cpu.planner / baseline, unit: '× JSON.parse', bound: 0.5 }),
    row({ name: '10 M requests', value: ten / cpu.planner, unit: '× 1 M', bound: 11 }),
    row({ name: 'peak, 1 M', value: megabytes('million.jsonl'), unit: 'MB', bound: 150 }),
    row({ name: 'peak, 10 M', value: megabytes('ten-million.jsonl'), unit: 'MB', bound: 150 }),
  ]
}
