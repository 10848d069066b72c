import type { EnvironmentConnector } from '../connectors/environment.js'
import type { Clock } from './clock.js'

type Call = 'readPools' | 'apply'

/** The same environment, its calls measured. */
export function timedEnvironment(
  environment: EnvironmentConnector,
  {
    clock,
    onCall,
  }: {
    readonly clock: Clock
    readonly onCall: (call: Call, took: { readonly seconds: number; readonly ok: boolean }) => void
  },
): EnvironmentConnector {
  async function timed<T>(call: Call, work: Promise<T>): Promise<T> {
    const began = clock.steadyMs()
    let ok = false
    try {
      const answer = await work
      ok = true
      return answer
    } finally {
      onCall(call, { seconds: (clock.steadyMs() - began) / 1000, ok })
    }
  }
  return {
    readDeployment: (signal) => environment.readDeployment(signal),
    readPools: (signal) => timed('readPools', environment.readPools(signal)),
    apply: (replicas, signal) => timed('apply', environment.apply(replicas, signal)),
  }
}
