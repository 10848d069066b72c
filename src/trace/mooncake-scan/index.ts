// Scans the plain form of Mooncake lines, many at a time: the four known keys in their usual order, unsigned numbers
// without exponent. It never says that a line is bad, only that it is not plain; then JSON.parse has the word.
// Its host, ../mooncake-scan.ts, puts lines into the window and takes rows and ids.

/** Bytes looked at at once. A line that is longer is not plain. */
export const WINDOW: i32 = 1 << 18
/** Bytes that may be read behind a newline. */
const SLACK: i32 = 32
/** Lines scanned in one call. */
export const ROWS: i32 = 1024
/** Ids of the lines of one call at most: each takes two bytes. */
export const IDS: i32 = WINDOW / 2

export const windowBytes: usize = heap.alloc(WINDOW + SLACK)
/** Of each row: arrival, ms; input and output tokens; block ids, −1 without a list. */
export const rowNumbers: usize = heap.alloc(ROWS * 32)
export const idNumbers: usize = heap.alloc(IDS * 8)

// Set by the host: whether ids are given, not only looked at, and the most tokens of a request.
export let keepsIds: bool = true
export let maxTokens: f64 = 0
/** Where the last scan stopped, bytes from the start of the window: the first line that it did not take. */
export let stoppedAt: i32 = 0

const SPACE: i32 = 0x20
const COMMA: i32 = 0x2c
const COLON: i32 = 0x3a
const OPEN: i32 = 0x5b
const CLOSE: i32 = 0x5d
const POINT: i32 = 0x2e
const ZERO: i32 = 0x30
const BRACE: i32 = 0x7d
const NEWLINE: i32 = 0x0a
const CARRIAGE_RETURN: i32 = 0x0d

/** Whole numbers of up to 15 digits are exact in a double, and so is a division by 10ⁿ, n ≤ 22, rounded right. */
const MAX_DIGITS: i32 = 15

// Keys by their first and last eight bytes, as little-endian words; they may overlap.
const TIMESTAMP: Key = keyOf('{"timestamp"')
const INPUT_LENGTH: Key = keyOf('"input_length"')
const OUTPUT_LENGTH: Key = keyOf('"output_length"')
const HASH_IDS: Key = keyOf('"hash_ids"')

@unmanaged
class Key {
  length: i32 = 0
  first: u64 = 0
  last: u64 = 0
}

function keyOf(text: string): Key {
  const bytes = String.UTF8.encode(text)
  const start = changetype<usize>(bytes)
  const key = new Key()
  key.length = bytes.byteLength
  key.first = load<u64>(start)
  key.last = load<u64>(start + key.length - 8)
  return key
}

/** The next byte to look at. */
let at: usize = 0
/** The number scanned last. */
let number: f64 = 0
/** Ids given by this call. */
let idCount: i32 = 0

/** Scans lines from one place in the window up to another, where a newline must be: how many. */
export function scan(from: i32, to: i32): i32 {
  const end = windowBytes + to
  store<u8>(end, NEWLINE)
  let line = windowBytes + from
  let rows = 0
  idCount = 0
  while (rows < ROWS && line < end) {
    at = line
    // A line that goes on behind the window seems to end there.
    if (!scanLine(rowNumbers + (rows << 5)) || at > end) break
    line = at
    rows++
  }
  stoppedAt = <i32>(line - windowBytes)
  return rows
}

/** Whether the line is plain; it goes to the row. */
function scanLine(row: usize): bool {
  if (!key(TIMESTAMP) || !plainNumber()) return false
  store<f64>(row, number)
  if (!byte(COMMA) || !key(INPUT_LENGTH) || !tokens()) return false
  store<f64>(row, number, 8)
  if (!byte(COMMA) || !key(OUTPUT_LENGTH) || !tokens()) return false
  store<f64>(row, number, 16)
  const first = idCount
  const hasIds = byte(COMMA)
  if (hasIds && !idList()) return false
  store<f64>(row, hasIds ? <f64>(idCount - first) : -1, 24)
  return lineEnd()
}

/** A key, the colon and the blanks around it. */
function key(wanted: Key): bool {
  skipSpaces()
  const last = at + wanted.length - 8
  if (load<u64>(at) !== wanted.first || load<u64>(last) !== wanted.last) return false
  at = last + 8
  if (!byte(COLON)) return false
  skipSpaces()
  return true
}

function skipSpaces(): void {
  while (load<u8>(at) === SPACE) at++
}

function byte(wanted: i32): bool {
  if (load<u8>(at) !== wanted) return false
  at++
  return true
}

function tokens(): bool {
  return plainNumber() && number <= maxTokens && Math.floor(number) === number
}

/** 0, 52, 866243.9413: the value goes to `number`. Two numbers, mantissa and scale, are divided once. */
function plainNumber(): bool {
  const first = at
  let mantissa = digits(0)
  const whole = <i32>(at - first)
  if (whole === 0 || (whole > 1 && load<u8>(first) === ZERO)) return false
  let decimals = 0
  if (load<u8>(at) === POINT) {
    at++
    const point = at
    mantissa = digits(mantissa)
    decimals = <i32>(at - point)
    if (decimals === 0) return false
  }
  if (whole + decimals > MAX_DIGITS) return false
  number = decimals === 0 ? <f64>mantissa : <f64>mantissa / <f64>power(decimals)
  return true
}

/** Reads on with the digits there, after others: of more than 19 only their number is right. */
function digits(before: u64): u64 {
  let value = before
  for (let count = leadingDigits(at); count > 0; count = leadingDigits(at)) {
    value = value * power(count) + numberOf(at, count)
    at += count
  }
  return value
}

/**
 * How many of the next eight bytes are digits, up to the first that is none. After xor with the zeros a byte is 0..9
 * when neither it nor it plus six reaches into the high half; a carry out of another comes to bytes behind it only.
 */
function leadingDigits(start: usize): i32 {
  const word = load<u64>(start) ^ 0x3030303030303030
  const others = (word | (word + 0x0606060606060606)) & 0xf0f0f0f0f0f0f0f0
  return <i32>(ctz(others) >> 3)
}

/** The value of 1 to 8 digits. */
function numberOf(start: usize, count: i32): u64 {
  const word = load<u64>(start) ^ 0x3030303030303030
  return eightDigits(word << (64 - (count << 3)))
}

/** The value of eight digits, the first in the lowest byte: neighbours are put together, then pairs, then fours. */
function eightDigits(digits: u64): u64 {
  const pairs = ((digits * 2561) >> 8) & 0x00ff00ff00ff00ff
  const fours = ((pairs * 6553601) >> 16) & 0x0000ffff0000ffff
  return (fours * 42949672960001) >> 32
}

/** 10ⁿ, n from 1 to 19. */
function power(n: i32): u64 {
  let value: u64 = 10
  for (let i = 1; i < n; i++) value *= 10
  return value
}

/** The key and its list: plain whole numbers, a comma and blanks between them. */
function idList(): bool {
  if (!key(HASH_IDS) || !byte(OPEN)) return false
  return byte(CLOSE) || idsToClose()
}

function idsToClose(): bool {
  let here = at
  while (true) {
    const count = leadingDigits(here)
    if (count === 0 || (count > 1 && load<u8>(here) === ZERO)) return false
    let id = numberOf(here, count)
    here += count
    // Most ids are shorter.
    if (count === 8) {
      at = here
      id = digits(id)
      if (<i32>(at - here) > MAX_DIGITS - 8) return false
      here = at
    }
    if (keepsIds) {
      store<f64>(idNumbers + (idCount << 3), <f64>id)
      idCount++
    }
    const separator = load<u8>(here++)
    if (separator === CLOSE) {
      at = here
      return true
    }
    if (separator !== COMMA) return false
    while (load<u8>(here) === SPACE) here++
  }
}

function lineEnd(): bool {
  if (!byte(BRACE)) return false
  byte(CARRIAGE_RETURN)
  return byte(NEWLINE)
}
