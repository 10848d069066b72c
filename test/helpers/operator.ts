import { setTimeout as sleep } from 'node:timers/promises'
import type { Sample } from './graph-deployment.js'

/** The operator's work, again and again, until it is stopped; while the API server is away there is none. */
export function startOperator(sample: Sample, everyMs = 100): () => Promise<void> {
  let isOn = true
  async function work(): Promise<void> {
    while (isOn) {
      await sample.operate().catch(() => undefined)
      await sleep(everyMs)
    }
  }
  const working = work()
  return () => {
    isOn = false
    return working
  }
}
