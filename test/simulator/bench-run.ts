import type { RequestColumns } from '../../src/domain/requests.js'
import { createEngine, DEFAULT_ENGINE_OPTIONS } from '../../src/simulator/engine/engine.js'
import { OutcomeColumns } from '../../src/simulator/outcome-columns.js'
import { createRandom } from '../../src/simulator/random.js'
import { DEFAULT_SIMULATOR_SETTINGS } from '../../src/simulator/settings.js'
import { createSimulator } from '../../src/simulator/simulator.js'
import { formulaProfile } from '../helpers/profile.js'
import { Naive } from './naive/naive.js'

/** Requests a second of the bench's traffic: one million of them in a day. */
const RATE_PER_MS = 1e6 / 86_400_000
const BLOCKS = 16
const INTERVAL_MS = 60_000
const FLEET = { prefill: 8, decode: 12 }

/**
 * Plays made-up requests of a bench, `make | fast | naive` × requests × `off | per-worker`: `make` only
 * makes them, so that its CPU time can be taken off.
 */
export function playBench([what = 'fast', count = '10000', prefixCache = 'off']: string[]): void {
  const requests = makeRequests(Number(count), prefixCache !== 'off')
  if (what === 'make') return
  const settings = {
    ...DEFAULT_SIMULATOR_SETTINGS,
    initialReplicas: FLEET,
    prefixCache: prefixCache === 'off' ? ('off' as const) : ('per-worker' as const),
  }
  const engine = createEngine(formulaProfile(), DEFAULT_ENGINE_OPTIONS)
  const random = createRandom(1)
  if (what === 'naive') {
    new Naive({ requests, engine, settings, random }).run(Number.POSITIVE_INFINITY)
    return
  }
  const sink = new OutcomeColumns(requests.length, 'none')
  const simulator = createSimulator({ requests, engine, settings, random, sink })
  const lastMs = requests.arrivalMs[requests.length - 1]!
  for (let ms = INTERVAL_MS; ms < lastMs; ms += INTERVAL_MS) {
    simulator.advanceTo(ms)
    simulator.observe()
  }
  simulator.finish()
}

function makeRequests(length: number, withBlocks: boolean): RequestColumns {
  const random = createRandom(7)
  const arrivalMs = new Float64Array(length)
  const isl = new Uint32Array(length)
  const osl = new Uint32Array(length)
  let ms = 0
  for (let i = 0; i < length; i++) {
    ms -= Math.log(1 - random()) / RATE_PER_MS
    arrivalMs[i] = ms
    isl[i] = 4000 + Math.floor(random() * 5000)
    osl[i] = 50 + Math.floor(random() * 500)
  }
  const columns = { length, arrivalMs, isl, osl }
  return withBlocks ? { ...columns, prefixBlocks: makeBlocks(length, random) } : columns
}

/** 2,000 conversations: a request repeats some of its conversation's blocks and goes on with new ones. */
function makeBlocks(length: number, random: () => number) {
  const offsets = Uint32Array.from({ length: length + 1 }, (_, i) => i * BLOCKS)
  const ids = new Float64Array(length * BLOCKS)
  for (let i = 0; i < length; i++) {
    const conversation = Math.floor(random() * 2000)
    const known = Math.floor(random() * BLOCKS)
    for (let k = 0; k < BLOCKS; k++) {
      ids[i * BLOCKS + k] = k < known ? conversation * BLOCKS + k : 1e6 + i * BLOCKS + k
    }
  }
  return { offsets, ids }
}

playBench(process.argv.slice(2))
