import type { KubernetesApi } from '../../src/connectors/kubernetes/api.js'
import type { ApiRequest } from '../../src/connectors/kubernetes/api-request.js'

export interface RecordingApi extends KubernetesApi {
  /** Every write that was sent, in order, with its answer or error. */
  readonly writes: readonly Write[]
}

export interface Write {
  readonly request: ApiRequest
  readonly failed: boolean
}

/** An API that lets a test do something right before a write, and keeps what was written. */
export function recordingApi(
  api: KubernetesApi,
  beforeWrite: (request: ApiRequest, count: number) => Promise<void> = async () => undefined,
): RecordingApi {
  const writes: Write[] = []
  let count = 0
  return {
    namespace: api.namespace,
    writes,
    async send(request) {
      if (request.verb === 'get') return api.send(request)
      await beforeWrite(request, count++)
      try {
        const body = await api.send(request)
        writes.push({ request, failed: false })
        return body
      } catch (error) {
        writes.push({ request, failed: true })
        throw error
      }
    },
  }
}
