import type { Clock } from '../../../src/live/clock.js'
import {
  createPrometheusClient,
  type PrometheusClient,
  type PrometheusClientOptions,
} from '../../../src/live/prometheus/client.js'
import type { HttpGet } from '../../../src/live/prometheus/http-get.js'
import { createPrometheusSource } from '../../../src/live/prometheus/source.js'
import type { TrafficSource } from '../../../src/live/source.js'

export interface TestClientParts extends Partial<PrometheusClientOptions> {
  readonly get: HttpGet
  readonly clock: Clock
}

/** A client as the program makes it, without credentials and with a jitter that is none. */
export function testClient(parts: TestClientParts): PrometheusClient {
  return createPrometheusClient({
    endpoint: new URL('http://prometheus/'),
    authorization: async () => null,
    extraParams: new URLSearchParams(),
    random: () => 0.5,
    timeoutMs: 5000,
    retries: 2,
    hide: (text) => text,
    onAttempt: () => undefined,
    ...parts,
  })
}

/** What the frontend of `llama` in `dynamo` counted, by such a client. */
export function testSource(parts: TestClientParts, intervalSeconds: number): TrafficSource {
  return createPrometheusSource({
    client: testClient(parts),
    identity: { modelName: 'Llama', namespace: 'dynamo' },
    intervalSeconds,
    metricPrefix: 'dynamo_frontend',
  })
}
