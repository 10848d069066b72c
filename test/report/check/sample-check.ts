import { differenceOf } from '../../../src/cli/check/first-difference.js'
import { viewOf } from '../../../src/cli/check/view.js'
import { baselineOf, type Inputs } from '../../../src/regression/baseline.js'
import type { CaseOutcome, CaseReport } from '../../../src/regression/case-report.js'
import { compareWithBaseline, hasRegressed } from '../../../src/regression/comparison.js'
import type { CheckView } from '../../../src/report/check/view.js'
import type { Result } from '../../../src/run/result.js'
import { sampleResult } from '../../helpers/sample-result.js'

const INPUTS: Inputs = {
  trace: { name: 't.jsonl', sha256: 'a'.repeat(64) },
  profile: { name: 'p', sha256: 'b'.repeat(64) },
  warmup: null,
}

/** A case of every ending, with names and words that every format has to escape. */
export function sampleCheck(): CheckView {
  const before = sampleResult({ simulated: true })
  const now = worse(before)
  const reports = [
    report('same', compared(before, before)),
    report('a | b <c> & "d"', compared(before, now), ['the trace changed: 50 %, a: b → c']),
    report('no baseline', {
      kind: 'broken',
      message: 'no baseline: x.json is missing',
      hint: 'do *this*',
    }),
    report('bug', { kind: 'crashed', message: 'internal error: \u001b oh', hint: null }),
  ]
  return {
    cases: reports.map(viewOf),
    checkFile: 'ci/planner.check.yaml',
    plannerVersion: '0.1.0',
    terminal: { width: 80, color: false },
  }
}

function report(name: string, outcome: CaseOutcome, notes: readonly string[] = []): CaseReport {
  const place = { file: 'ci/planner.check.yaml', line: 12, baseline: `ci/${name}.baseline.json` }
  return { name, place, notes, outcome }
}

function compared(before: Result, result: Result): CaseOutcome {
  const comparison = compareWithBaseline({
    baseline: baselineOf(before, INPUTS),
    result,
    inputs: INPUTS,
    tolerances: { scalingActions: { kind: 'relative', share: 0.1 } },
    budgets: [
      { metric: 'gpuHours', operator: '<=', limit: 1 },
      { metric: 'attainment', operator: '>=', limit: 0.01 },
    ],
  })
  const first = comparison.replicas.difference?.first ?? null
  return {
    kind: 'compared',
    regressed: hasRegressed(comparison),
    comparison,
    firstDifference: first === null ? null : differenceOf(before, result, first),
    firstOutcome: null,
  }
}

/** One decode replica more from interval 5 on, because the profile promises less. */
function worse(before: Result): Result {
  const intervals = before.intervals.map((record, i) => {
    if (i < 5) return record
    const { target, decision } = record
    return {
      ...record,
      target: { ...target, decode: target.decode + 1 },
      decision: {
        ...decision,
        unclamped: { ...decision.unclamped, decode: (decision.unclamped.decode ?? 0) + 1 },
        throughputPerGpu: { ...decision.throughputPerGpu, decode: 300 },
      },
    }
  })
  const simulated = { ...before.summary.simulated!, gpuHours: 9.5 }
  const settings = { ...before.settings, itlMs: 40 }
  return { ...before, settings, intervals, summary: { ...before.summary, simulated } }
}
