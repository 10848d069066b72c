import type { RequestColumns } from '../../domain/requests.js'
import type { DryRunSettings } from '../../domain/settings.js'
import type { Profile } from '../../profile/profile.js'
import { OutcomeColumns, STATUS_NAMES } from '../../simulator/outcome-columns.js'
import { createRandom } from '../../simulator/random.js'
import { createSimulator } from '../../simulator/simulator.js'
import { simulatedEngine, simulatorSettings } from '../simulated-engine.js'
import type { Alone } from './counterfactual.js'

/** Between two requests, ms: nearly three hours, so that each finds the fleet idle. */
const APART_MS = 1e7
const ONE_EACH = { prefill: 1, decode: 1 }
const COMPLETED = STATUS_NAMES.indexOf('completed')

/** Each of some requests alone on an idle fleet, with no prefix cached: what no more replicas can better. */
export function playAlone(
  requests: Uint32Array,
  known: {
    readonly columns: RequestColumns
    readonly settings: DryRunSettings
    readonly profile: Profile
  },
): Alone {
  const { columns, profile } = known
  const settings: DryRunSettings = { ...known.settings, prefixCache: 'off' }
  const apart = spaced(requests, columns)
  const outcomes = new OutcomeColumns(apart.length, 'none')
  createSimulator({
    requests: apart,
    engine: simulatedEngine(profile, settings),
    settings: simulatorSettings(settings, { start: ONE_EACH, profile }),
    random: createRandom(settings.seed),
    sink: outcomes,
  }).finish()
  return fold(outcomes, { columns: apart, settings })
}

function spaced(requests: Uint32Array, { isl, osl }: RequestColumns): RequestColumns {
  return {
    length: requests.length,
    arrivalMs: Float64Array.from(requests, (_, i) => i * APART_MS),
    isl: Uint32Array.from(requests, (request) => isl[request]!),
    osl: Uint32Array.from(requests, (request) => osl[request]!),
  }
}

function fold(
  { status, firstTokenMs, finishMs }: OutcomeColumns,
  { columns, settings }: { readonly columns: RequestColumns; readonly settings: DryRunSettings },
): Alone {
  const count = { missed: 0, missedTtft: 0, missedItl: 0, rejected: 0 }
  let slowest: Alone['slowest'] = null
  for (let i = 0; i < columns.length; i++) {
    if (status[i] !== COMPLETED) {
      count.rejected++
      count.missed++
      continue
    }
    const ttftMs = firstTokenMs[i]! - columns.arrivalMs[i]!
    const osl = columns.osl[i]!
    const itlMs = osl > 1 ? (finishMs[i]! - firstTokenMs[i]!) / (osl - 1) : 0
    const isTtftMissed = ttftMs > settings.ttftMs
    const isItlMissed = itlMs > settings.itlMs
    if (isTtftMissed) count.missedTtft++
    if (isItlMissed) count.missedItl++
    if (isTtftMissed || isItlMissed) count.missed++
    if (slowest === null || ttftMs > slowest.ttftMs) slowest = { ttftMs, isl: columns.isl[i]! }
  }
  return { ...count, slowest }
}
