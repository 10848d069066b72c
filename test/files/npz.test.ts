import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/domain/user-error.js'
import { parseNpz } from '../../src/files/npz.js'
import { asArrays, DECODE, npzOf, rawNpy } from './npz-fixture.js'

describe('an .npz file', () => {
  it('gives every array with its shape and values', () => {
    const arrays = parseNpz(npzOf(asArrays(DECODE)), 'x.npz')
    expect([...arrays.keys()]).toEqual(Object.keys(DECODE))
    expect(arrays.get('z_itl')).toEqual({ shape: [6], values: Float64Array.from(DECODE.z_itl) })
  })

  it('gives strings as text, and rows of two-axis arrays one after the other', () => {
    const arrays = parseNpz(
      npzOf({
        model: { values: ['a/b', 'long name'], shape: [2, 1] },
        isl: { values: [1, 2, 3, 4], shape: [2, 2] },
      }),
      'x.npz',
    )
    expect(arrays.get('model')).toEqual({ shape: [2, 1], values: ['a/b', 'long name'] })
    expect(arrays.get('isl')?.values).toEqual(Float64Array.of(1, 2, 3, 4))
  })

  it('turns column-major storage into rows', () => {
    const data = new Uint8Array(Float64Array.of(1, 4, 2, 5, 3, 6).buffer)
    const header = "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }"
    const arrays = parseNpz(npzOf({ a: rawNpy(header, data) }), 'x.npz')
    expect(arrays.get('a')?.values).toEqual(Float64Array.of(1, 2, 3, 4, 5, 6))
  })

  it('reads eight-byte integers up to 2^53 − 1', () => {
    const header = "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }"
    const at = (...values: bigint[]) =>
      npzOf({ n: rawNpy(header, new Uint8Array(BigInt64Array.from(values).buffer)) })
    expect(parseNpz(at(945029n, -1n), 'x').get('n')?.values).toEqual(Float64Array.of(945029, -1))
    expect(() => parseNpz(at(2n ** 53n, 0n), 'x.npz')).toThrow(/x\.npz: n\[0\] is 9007199254740992/)
  })

  it.each([
    ['an object array', "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", /object array/],
    ['a complex array', "{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", /dtype <c16/],
    [
      'big-endian numbers',
      "{'descr': '>f8', 'fortran_order': False, 'shape': (1,), }",
      /dtype >f8/,
    ],
    ['records', "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,), }", /dtype/],
    ['too little data', "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", /needs 2/],
    [
      'half a number',
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
      /needs 1|readable/,
    ],
    ['a header that is none', 'garbage', /dtype none/],
  ])('refuses %s, naming the key', (_, header, message) => {
    const bytes = npzOf({ z_itl: rawNpy(header, new Uint8Array(8)) })
    expect(() => parseNpz(bytes, 'dir/raw_data.npz')).toThrow(message)
    expect(() => parseNpz(bytes, 'dir/raw_data.npz')).toThrow(/^dir\/raw_data\.npz: z_itl/)
  })

  it('refuses what is no zip archive, and members that are no arrays', () => {
    expect(() => parseNpz(new TextEncoder().encode('{}'), 'x.npz')).toThrow(/not an \.npz file/)
    expect(() => parseNpz(new Uint8Array(), 'x.npz')).toThrow(/not an \.npz file/)
    const bytes = zipSync({ 'readme.txt': new Uint8Array(3) })
    expect(() => parseNpz(bytes, 'x.npz')).toThrow(/readme\.txt is not a \.npy array/)
    expect(() => parseNpz(npzOf({ a: new Uint8Array(3) }), 'x.npz')).toThrow(/x\.npz: a: /)
  })

  it('says of every truncation that the file is bad', () => {
    const whole = npzOf(asArrays(DECODE))
    for (let length = 0; length < whole.length; length += 7) {
      expect(() => parseNpz(whole.subarray(0, length), 'x.npz')).toThrow(UserError)
    }
  })

  it('survives any one damaged byte: values, or an error for the user', () => {
    const whole = npzOf(asArrays(DECODE))
    for (let at = 0; at < whole.length; at += 3) {
      const damaged = whole.slice()
      damaged[at] = damaged[at]! ^ 0x55
      try {
        parseNpz(damaged, 'x.npz')
      } catch (error) {
        expect(error).toBeInstanceOf(UserError)
      }
    }
  })

  it('stops a zip bomb, whether its header is honest or not', () => {
    const honest = zipSync({ 'a.npy': new Uint8Array(40 * 2 ** 20) })
    expect(() => parseNpz(honest, 'x.npz')).toThrow(/would inflate to 41943040 bytes/)
    const dense = zipSync({ 'a.npy': new Uint8Array(2 ** 20) })
    expect(() => parseNpz(dense, 'x.npz')).toThrow(/packed 10\d\d : 1/)
    const lying = honest.slice()
    new DataView(lying.buffer).setUint32(22, 5_000_000 / 2, true)
    expect(() => parseNpz(lying, 'x.npz')).toThrow(/inflates to more|packed|header says/)
  })

  it('holds the number of members and the size of the file down', () => {
    const many = Object.fromEntries([...Array(65).keys()].map((i) => [`a${i}`, { values: [1] }]))
    expect(() => parseNpz(npzOf(many), 'x.npz')).toThrow(/more than 64 members/)
    expect(() => parseNpz(new Uint8Array(9 * 2 ** 20), 'x.npz')).toThrow(/at most 8388608/)
  })
})
