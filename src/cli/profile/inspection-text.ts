import type { FitError } from '../../profile/least-squares.js'
import { formatCount, formatMs, formatShare, formatSi } from '../../report/units.js'
import type { Inspection, Range } from './inspection.js'

/** A profile's ranges and remarks, one fact a line. */
export function inspectionText({ name, remarks, prefill, decode }: Inspection): string {
  return [name, ...prefillLines(prefill), ...decodeLines(decode), ...remarkLines(remarks)].join(
    '\n',
  )
}

function prefillLines(prefill: Inspection['prefill']): readonly string[] {
  if (prefill === null) return ['prefill: no samples']
  const { baseMs, perTokenMs, perTokenSquaredMs } = prefill.fit
  return [
    `prefill: ${prefill.samples} samples`,
    line('ISL', prefill.islRange, formatCount),
    line('TTFT', prefill.ttftMsRange, formatMs),
    line('input tokens/s/GPU', prefill.throughputPerGpuRange, formatSi),
    fitLine(
      `TTFT = ${ms(baseMs)} + ${ms(perTokenMs)} · L + ${ms(perTokenSquaredMs)} · L²`,
      prefill.fit,
    ),
  ]
}

function decodeLines(decode: Inspection['decode']): readonly string[] {
  if (decode === null) return ['decode: no samples']
  const { baseMs, perRequestMs, perKvTokenMs } = decode.fit
  return [
    `decode: ${decode.samples} samples, KV cache of ${formatCount(decode.maxKvTokens)} tokens`,
    line('context', decode.contextLengthRange, formatCount),
    line('KV usage', decode.kvUsageRange, formatShare),
    line('running requests', decode.concurrencyRange, formatCount),
    line('ITL', decode.itlMsRange, formatMs),
    line('output tokens/s/GPU', decode.throughputPerGpuRange, formatSi),
    fitLine(
      `ITL = ${ms(baseMs)} + ${ms(perRequestMs)} · batch + ${ms(perKvTokenMs)} · KV tokens`,
      decode.fit,
    ),
  ]
}

function remarkLines(remarks: readonly string[]): readonly string[] {
  if (remarks.length === 0) return ['remarks: none']
  return ['remarks:', ...remarks.map((remark) => `  - ${remark}`)]
}

function line(label: string, [least, most]: Range, format: (value: number) => string): string {
  return `  ${label.padEnd(20)} ${format(least)} to ${format(most)}`
}

function fitLine(formula: string, { error }: { readonly error: FitError }): string {
  const { rmsRelative, maxRelative } = error
  return `  ${'fit'.padEnd(20)} ${formula}; off by ${formatShare(rmsRelative)} rms, ${formatShare(maxRelative)} at most`
}

/** A coefficient: three significant digits, however small. */
function ms(value: number): string {
  return `${Number(value.toPrecision(3))} ms`
}
