/**
 * What a request may hold: the rules of every format and of both ways of reading (scanner and fallback).
 * The scanner asks the predicates; who must say what is wrong asks for the problem.
 */

/** Most tokens a request may have in or out: 2³¹ − 1. */
export const MAX_TOKENS = 2 ** 31 - 1

/** Farthest arrival from the origin: the range of a JavaScript Date, ±100 million days in ms. */
export const MAX_ARRIVAL_MS = 8.64e15

/** Largest block id: 64-bit hashes fit, rounded to the nearest double above 2⁵³. */
export const MAX_BLOCK_ID = 2 ** 64

const SHOWN_CHARACTERS = 40
/** Control characters that JSON.stringify leaves as they are. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029]/g

export function isTokenCount(value: number): boolean {
  return value >= 0 && value <= MAX_TOKENS && Number.isInteger(value)
}

/** Of formats that count from the trace's own start, so that nothing lies before 0. */
export function isArrivalMs(value: number): boolean {
  return value >= 0 && value <= MAX_ARRIVAL_MS
}

export function isBlockId(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_BLOCK_ID
}

/** What is wrong with a token count, or null. */
export function tokenCountProblem(field: string, value: unknown): string | null {
  if (typeof value === 'number' && isTokenCount(value)) return null
  return `${field} ${fault(value)}; allowed: whole numbers from 0 to ${MAX_TOKENS}`
}

/** What is wrong with an arrival, or null. */
export function arrivalProblem(field: string, value: unknown): string | null {
  if (typeof value === 'number' && isArrivalMs(value)) return null
  return `${field} ${fault(value)}; allowed: milliseconds from 0 to ${MAX_ARRIVAL_MS}`
}

/** What is wrong with a list of block ids, or null. An absent or null list is none. */
export function blockIdsProblem(field: string, value: unknown): string | null {
  if (value === undefined || value === null) return null
  const allowed = `allowed: a list of whole numbers from 0 to 2^64`
  if (!Array.isArray(value)) return `${field} ${fault(value)}; ${allowed}`
  const odd: unknown = value.find((id: unknown) => !isBlockId(id))
  return odd === undefined ? null : `${field} holds ${shown(odd)}; ${allowed}`
}

/** A value as one short line, safe to print. */
export function shown(value: unknown): string {
  const raw = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value))
  const text = raw.replace(UNPRINTABLE, '\ufffd')
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`
}

function fault(value: unknown): string {
  if (value === undefined) return 'is missing'
  if (typeof value !== 'number') return `is not a number: ${shown(value)}`
  if (!Number.isFinite(value)) return `is not finite: ${value}`
  if (value < 0) return `is negative: ${value}`
  if (value <= MAX_TOKENS && !Number.isInteger(value)) return `is not whole: ${value}`
  return `is too large: ${value}`
}
