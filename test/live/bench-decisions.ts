import { FakeClock } from './fake-clock.js'
import { testEnvironment } from './live-run.js'
import { beginSession, runSession } from './session.js'
import { sightings } from './sightings.js'

/**
 * Lives through so many intervals of changing traffic: what a bench takes the CPU time of. The predictor is
 * `constant`, which has nothing to fit.
 */
async function live(intervals: number): Promise<void> {
  const clock = new FakeClock()
  const session = await beginSession({ loadPredictor: 'constant' })
  const stop = new AbortController()
  let index = 0
  const read = async () => {
    index++
    const requests = 60 + ((index * 37) % 400)
    return sightings({ requests, isl: 500 + ((index * 61) % 4000), osl: 50 + ((index * 13) % 400) })
  }
  const parts = { clock, source: { read }, environment: testEnvironment(), signal: stop.signal }
  let written = 0
  const running = runSession(session, parts, (line) => {
    written += JSON.stringify(line).length
  })
  await clock.runUntil(intervals * 60_000)
  stop.abort()
  await clock.runWhile(running)
  if (index < intervals || written === 0) throw new Error(`only ${index} intervals`)
}

await live(Number(process.argv[2]))
