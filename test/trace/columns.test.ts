import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ColumnBuilder } from '../../src/trace/columns.js'
import { RequestRow } from '../../src/trace/request-row.js'

function columnsOf(lists: readonly (readonly number[])[]) {
  const builder = new ColumnBuilder()
  const row = new RequestRow()
  row.hasBlocks = true
  for (const ids of lists) {
    row.blockCount = 0
    for (const id of ids) row.addBlock(id)
    builder.add(row)
  }
  const { offsets, ids } = builder.columns().prefixBlocks!
  return {
    kind: ids.constructor,
    lists: lists.map((_, i) => [...ids.subarray(offsets[i]!, offsets[i + 1]!)]),
  }
}

it('block ids are kept as they are, whichever come later', () => {
  const small = fc.integer({ min: 0, max: 2 ** 32 - 1 })
  const any = fc.oneof(
    small,
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }).map((id) => id + 0),
  )
  const ids = fc.array(fc.oneof({ weight: 20, arbitrary: small }, any), { maxLength: 40 })
  fc.assert(
    fc.property(fc.array(ids, { minLength: 1, maxLength: 60 }), (lists) => {
      expect(columnsOf(lists).lists.flat()).toEqual(lists.flat())
    }),
  )
})

it('block ids take half the memory until one is no whole number below 2³²', () => {
  expect(columnsOf([[0, 4294967295]]).kind).toBe(Uint32Array)
  expect(columnsOf([[1], [4294967296]]).kind).toBe(Float64Array)
  expect(columnsOf([[-1]]).kind).toBe(Float64Array)
})
