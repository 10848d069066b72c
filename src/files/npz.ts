import { Unzip, type UnzipFile, UnzipInflate } from 'fflate'
import { parse as parseNpy } from 'npyjs'
import { UserError } from '../domain/user-error.js'

/** One array of an .npz file, flattened in row-major order. */
export interface NpzArray {
  readonly shape: readonly number[]
  readonly values: Float64Array | readonly string[]
}

/** Far above any real profile (a few kB), far below what hurts. */
const MAX_FILE_BYTES = 8 * 2 ** 20
const MAX_MEMBERS = 64
const MAX_MEMBER_BYTES = 4 * 2 ** 20
const MAX_TOTAL_BYTES = 16 * 2 ** 20
/** The longest column allowed, all equal numbers, deflates 465 : 1; deflate ends at 1,032 : 1. */
const MAX_RATIO = 500
/** Inflated piece by piece, so that a bomb is stopped after at most 4 MB too much. */
const PIECE_BYTES = 4096

const END_OF_DIRECTORY = 0x06054b50
const END_OF_DIRECTORY_BYTES = 22
const MAX_COMMENT_BYTES = 65_535

/** The arrays of an .npz file by key. Throws a UserError naming the file and the key at fault. */
export function parseNpz(bytes: Uint8Array, path: string): ReadonlyMap<string, NpzArray> {
  if (bytes.length > MAX_FILE_BYTES) {
    throw new UserError(`${path}: ${bytes.length} bytes, at most ${MAX_FILE_BYTES} are allowed`)
  }
  checkIsWholeZip(bytes, path)
  const arrays = new Map<string, NpzArray>()
  for (const [name, content] of inflateMembers(bytes, path)) {
    if (!name.endsWith('.npy')) throw new UserError(`${path}: ${name} is not a .npy array`)
    const key = name.slice(0, -'.npy'.length)
    arrays.set(key, parseArray(content, `${path}: ${key}`))
  }
  return arrays
}

/** Streaming unzip reads front to back and would not miss a tail that was cut off. */
function checkIsWholeZip(bytes: Uint8Array, path: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4 || view.getUint16(0, true) !== 0x4b50) {
    throw new UserError(`${path}: not an .npz file (a zip archive is needed)`)
  }
  const last = bytes.length - END_OF_DIRECTORY_BYTES
  for (let at = last; at >= 0 && last - at <= MAX_COMMENT_BYTES; at--) {
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return
  }
  throw new UserError(`${path}: the .npz file is truncated`)
}

function inflateMembers(bytes: Uint8Array, path: string): ReadonlyMap<string, Uint8Array> {
  const members = new Map<string, Uint8Array>()
  const budget = { left: MAX_TOTAL_BYTES }
  const unzip = new Unzip((file) => startMember(file, { path, members, budget }))
  unzip.register(UnzipInflate)
  try {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const end = Math.min(bytes.length, at + PIECE_BYTES)
      unzip.push(bytes.subarray(at, end), end === bytes.length)
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${path}: the .npz file is damaged (${(error as Error).message})`, {
      cause: error,
    })
  }
  return members
}

interface Archive {
  readonly path: string
  readonly members: Map<string, Uint8Array>
  readonly budget: { left: number }
}

function startMember(file: UnzipFile, { path, members, budget }: Archive): void {
  checkDeclared(file, { path, members, budget })
  const pieces: Uint8Array[] = []
  let size = 0
  file.ondata = (error, piece, final) => {
    if (error) throw error
    size += piece.length
    budget.left -= piece.length
    if (size > MAX_MEMBER_BYTES || budget.left < 0) {
      throw new UserError(`${path}: ${file.name} inflates to more than is allowed`)
    }
    pieces.push(piece)
    if (!final) return
    if (file.originalSize !== undefined && size !== file.originalSize) {
      throw new UserError(
        `${path}: ${file.name} holds ${size} bytes, its header says ${file.originalSize}`,
      )
    }
    members.set(file.name, concatenate(pieces, size))
  }
  file.start()
}

function checkDeclared(file: UnzipFile, { path, members, budget }: Archive): void {
  if (members.size >= MAX_MEMBERS) {
    throw new UserError(`${path}: more than ${MAX_MEMBERS} members in the .npz file`)
  }
  if (members.has(file.name)) throw new UserError(`${path}: ${file.name} is there twice`)
  const declared = file.originalSize ?? 0
  if (declared > Math.min(MAX_MEMBER_BYTES, budget.left)) {
    throw new UserError(
      `${path}: ${file.name} would inflate to ${declared} bytes, at most ${MAX_MEMBER_BYTES} a member and ${MAX_TOTAL_BYTES} in all are allowed`,
    )
  }
  if (file.size && declared / file.size > MAX_RATIO) {
    throw new UserError(
      `${path}: ${file.name} is packed ${Math.round(declared / file.size)} : 1, at most ${MAX_RATIO} : 1 is allowed`,
    )
  }
}

function concatenate(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** One .npy member. Numbers become doubles; integers beyond 2^53 are an error. */
function parseArray(content: Uint8Array, where: string): NpzArray {
  const header = new TextDecoder('latin1').decode(content.subarray(0, 4096))
  const dtype = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1] ?? 'none'
  if (/^\|?O/.test(dtype)) {
    throw new UserError(`${where}: an object array (pickle); save plain numbers or strings`)
  }
  if (!/^(<?U\d+|[<|]?[fiu][1248])$/.test(dtype)) {
    throw new UserError(
      `${where}: dtype ${dtype}; little-endian numbers (f2 f4 f8, i1–i8, u1–u8) or strings (U) are allowed`,
    )
  }
  // A copy: typed arrays need their own aligned buffer, the data starts at a multiple of 64 in it.
  const array = parsed(content, where)
  const { shape } = array
  const size = shape.reduce((product, n) => product * n, 1)
  const values = ArrayBuffer.isView(array.data)
    ? toDoubles(array.data as unknown as ArrayLike<number | bigint>, where)
    : (array.data as unknown as readonly string[])
  if (!Number.isInteger(size) || values.length !== size) {
    throw new UserError(`${where}: ${values.length} values, its shape (${shape}) needs ${size}`)
  }
  return { shape, values: array.fortranOrder ? toRowMajor(values, { shape, where }) : values }
}

function parsed(content: Uint8Array, where: string): ReturnType<typeof parseNpy> {
  try {
    return parseNpy(content.slice().buffer)
  } catch (error) {
    throw new UserError(`${where}: not a readable .npy array (${(error as Error).message})`, {
      cause: error,
    })
  }
}

function toDoubles(values: ArrayLike<number | bigint>, where: string): Float64Array {
  const doubles = new Float64Array(values.length)
  for (let i = 0; i < doubles.length; i++) {
    const value = Number(values[i])
    if (typeof values[i] === 'bigint' && !Number.isSafeInteger(value)) {
      throw new UserError(`${where}[${i}] is ${values[i]}; integers up to 2^53 − 1 are allowed`)
    }
    doubles[i] = value
  }
  return doubles
}

/** Column-major storage (NumPy's fortran_order) to row-major; profiles have at most two axes. */
function toRowMajor(
  values: Float64Array | readonly string[],
  { shape, where }: { shape: readonly number[]; where: string },
): Float64Array | readonly string[] {
  if (shape.length < 2) return values
  if (shape.length > 2) throw new UserError(`${where}: ${shape.length} axes, at most 2 are allowed`)
  const [rows = 0, columns = 0] = shape
  const stored = (i: number) => (i % columns) * rows + Math.floor(i / columns)
  return values instanceof Float64Array
    ? values.map((_, i) => values[stored(i)]!)
    : values.map((_, i) => values[stored(i)]!)
}
