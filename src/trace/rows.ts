import type { RequestColumns } from '../domain/requests.js'
import { RequestRow } from './request-row.js'

/** Columns as rows, one object filled again and again; arrivals are moved by `shiftMs`. */
export function* rowsOf(requests: RequestColumns, shiftMs: number): Generator<RequestRow> {
  const { length, arrivalMs, isl, osl, prefixBlocks } = requests
  const row = new RequestRow()
  row.hasBlocks = prefixBlocks !== undefined
  for (let i = 0; i < length; i++) {
    row.arrivalMs = arrivalMs[i]! + shiftMs
    row.isl = isl[i]!
    row.osl = osl[i]!
    if (prefixBlocks !== undefined) {
      const { offsets, ids } = prefixBlocks
      row.blockCount = 0
      for (let k = offsets[i]!; k < offsets[i + 1]!; k++) row.addBlock(ids[k]!)
    }
    yield row
  }
}
