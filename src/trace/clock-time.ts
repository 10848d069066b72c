const [ZERO, DASH, COLON, POINT, SPACE, PLUS] = [0x30, 0x2d, 0x3a, 0x2e, 0x20, 0x2b]
const [LETTER_T, LETTER_Z] = [0x54, 0x5a]
const DAYS_BEFORE_1970 = 719_468
const MAX_FRACTION_DIGITS = 9
const BYTES = new TextEncoder()

/** For messages. */
export const CLOCK_TIME_FORM =
  'YYYY-MM-DD hh:mm:ss, then up to nine digits of a second and an offset such as Z or +00:00 if there is one'

/**
 * A clock time to the nanosecond, in two whole numbers because one double would round seven-digit
 * fractions: 2023-11-16 18:17:03.9799600 is 1,700,158,623 s and 979,960,000 ns.
 * One object is filled again and again; without an offset the time is taken as UTC.
 */
export class ClockTime {
  /** Whole seconds since 1970 UTC, leap seconds not counted. */
  seconds = 0
  nanoseconds = 0

  private at = 0

  parseText(text: string): boolean {
    const bytes = BYTES.encode(text)
    return this.parse(bytes, 0, bytes.length)
  }

  /** Reads bytes[start] .. bytes[end − 1]; false when they are no clock time. */
  parse(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < 19) return false
    const year = digits(bytes, start, 4)
    const month = digits(bytes, start + 5, 2)
    const day = digits(bytes, start + 8, 2)
    const hour = digits(bytes, start + 11, 2)
    const minute = digits(bytes, start + 14, 2)
    const second = digits(bytes, start + 17, 2)
    if (!hasSeparators(bytes, start) || year < 0 || !isDay(year, month, day)) return false
    if (!isTimeOfDay(hour, minute) || second < 0 || second > 59) return false
    this.at = start + 19
    if (!this.fraction(bytes, end)) return false
    const offset = this.offsetMinutes(bytes, end)
    if (Number.isNaN(offset) || this.at !== end) return false
    const minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute - offset
    this.seconds = minutes * 60 + second
    return true
  }

  private fraction(bytes: Uint8Array, end: number): boolean {
    this.nanoseconds = 0
    if (this.at === end || bytes[this.at] !== POINT) return true
    const first = this.at + 1
    let at = first
    let value = 0
    for (; at < end; at++) {
      const digit = bytes[at]! - ZERO
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    const count = at - first
    if (count === 0 || count > MAX_FRACTION_DIGITS) return false
    this.nanoseconds = value * 10 ** (MAX_FRACTION_DIGITS - count)
    this.at = at
    return true
  }

  /** Nothing, Z, ±hh, ±hhmm or ±hh:mm; minutes east of UTC, NaN when it is none of them. */
  private offsetMinutes(bytes: Uint8Array, end: number): number {
    const at = this.at
    if (at === end) return 0
    this.at = end
    if (bytes[at] === LETTER_Z && end - at === 1) return 0
    const sign = bytes[at] === PLUS ? 1 : bytes[at] === DASH ? -1 : Number.NaN
    const length = end - at
    const colon = length === 6 && bytes[at + 3] === COLON ? 1 : 0
    if (length !== 3 && length !== 5 && colon === 0) return Number.NaN
    const hour = digits(bytes, at + 1, 2)
    const minute = length === 3 ? 0 : digits(bytes, at + 3 + colon, 2)
    return isTimeOfDay(hour, minute) ? sign * (hour * 60 + minute) : Number.NaN
  }
}

/** The number that `count` digits make, or −1. */
function digits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0
  for (let at = start; at < start + count; at++) {
    const digit = bytes[at]! - ZERO
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value
}

function hasSeparators(bytes: Uint8Array, start: number): boolean {
  const between = bytes[start + 10]
  return (
    bytes[start + 4] === DASH &&
    bytes[start + 7] === DASH &&
    (between === SPACE || between === LETTER_T) &&
    bytes[start + 13] === COLON &&
    bytes[start + 16] === COLON
  )
}

function isTimeOfDay(hour: number, minute: number): boolean {
  return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  if (month !== 2) return day <= 30 + ((month + (month >> 3)) & 1)
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (leap ? 29 : 28)
}

/**
 * Days of the proleptic Gregorian calendar, years counted from March so that the leap day is last.
 * Source: Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
 * 2023-11-16 is day 19,677.
 */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - DAYS_BEFORE_1970
}
