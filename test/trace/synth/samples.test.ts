import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { parseOptions } from '../../../src/cli/trace/flags.js'
import { SHAPES } from '../../../src/trace/synth/shapes.js'
import { synthesize } from '../../../src/trace/synth/synthesize.js'
import { TRACE_WRITERS } from '../../../src/trace/writers.js'

const FOLDER = new URL('../../../traces/', import.meta.url)
const COMMANDS = readFileSync(new URL('README.md', FOLDER), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('planner trace synth '))
  .map((line) => line.split(' ').slice(3))

test.each(COMMANDS)(
  'the command in traces/README.md makes the sample anew: %s',
  (name, ...words) => {
    const pairs = words.flatMap((word, i) => (i % 2 === 0 ? [[word.slice(2), words[i + 1]!]] : []))
    const flags: Record<string, string> = Object.fromEntries(pairs)
    const shape = SHAPES.find((known) => known.name === name)!
    const writer = TRACE_WRITERS.find((known) => known.name === (flags.format ?? 'mooncake'))!
    const line = writer.lines(Date.UTC(2024, 0, 1))
    const lines = Array.from(synthesize(shape, parseOptions(flags)), line)
    const text = [...(writer.header === null ? [] : [writer.header]), ...lines, ''].join('\n')

    const file = readFileSync(new URL(`../${flags.out}`, FOLDER))
    expect(text === (flags.out!.endsWith('.gz') ? gunzipSync(file) : file).toString()).toBe(true)
  },
)

test('every sample has its command', () => {
  const samples = readdirSync(FOLDER).filter((name) => name !== 'README.md')
  const made = COMMANDS.map((words) => words.at(-1)?.replace('traces/', ''))
  expect(made.sort()).toEqual(samples.sort())
})
