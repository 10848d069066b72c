import type { RequestColumns } from '../../src/domain/requests.js'
import { readRequests } from '../../src/files/trace.js'
import { sharedPath } from '../helpers/shared.js'

/** A trace of `../shared/data` by its short name, as columns. */
export async function readTraceOf(name: string): Promise<RequestColumns> {
  const path = sharedPath(`data/traces/${name}.jsonl`)
  const { requests } = await readRequests({ path, onBadLine: 'error' })
  return requests
}
