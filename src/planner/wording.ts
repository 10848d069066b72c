/** A number for a sentence: thousands apart, four significant digits; the same text on every machine. */
export function words(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const magnitude = Math.abs(value)
  if (magnitude >= 1000) return group(Math.round(value).toFixed(0))
  return String(Number(value.toPrecision(4)))
}

/** "1 replica", "3 replicas". */
export function count(value: number, noun: string): string {
  return `${words(value)} ${noun}${value === 1 ? '' : 's'}`
}

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',')
}
