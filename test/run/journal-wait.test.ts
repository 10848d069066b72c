import { expect, it } from 'vitest'
import type { JournalInterval } from '../../src/run/journal.js'
import { heldUpSeconds, heldUpSince } from '../../src/run/journal-wait.js'

const SKIPPED = { kind: 'skipped', reason: 'not acknowledged yet' } as const
const HELD = { kind: 'held' } as const
const APPLIED = { kind: 'applied' } as const
const UNCHANGED = { kind: 'unchanged' } as const
const FAILED = { kind: 'failed', reason: 'ECONNREFUSED' } as const

/** One interval a second, from 1 s on. */
function journal(
  ...steps: readonly (readonly [JournalInterval['outcome'], JournalInterval['pools']?])[]
): JournalInterval[] {
  return steps.map(([outcome, pools = null], index) => ({
    ...({ kind: 'interval', index, outcome, pools } as JournalInterval),
    atEpochMs: (index + 1) * 1000,
  }))
}

const pool = (running: number | null) => ({ desired: 2, running })
const both = (running: number | null) => ({ prefill: pool(running), decode: pool(running) })

it.each([
  ['nothing was', [], null],
  ['no order was', [[APPLIED], [UNCHANGED], [HELD]], null],
  ['orders have been from the first skip on', [[APPLIED], [SKIPPED], [SKIPPED]], 2000],
  [
    'holds, failures and turns of no change do not end it',
    [[SKIPPED], [HELD], [FAILED], [UNCHANGED], [SKIPPED]],
    1000,
  ],
  ['an order that was given ends it', [[SKIPPED], [APPLIED], [SKIPPED]], 3000],
  [
    'replicas that run as ordered end it',
    [[SKIPPED], [UNCHANGED, both(2)], [SKIPPED, both(null)]],
    3000,
  ],
  ['replicas that do not run do not', [[SKIPPED], [SKIPPED, both(1)], [SKIPPED, both(null)]], 1000],
] as const)('held up: %s', (_, steps, since) => {
  expect(heldUpSince(journal(...steps))).toEqual({ prefill: since, decode: since })
})

it('each pool by itself, where they are ordered one by one', () => {
  const outcome = { kind: 'applied', pools: { prefill: APPLIED_POOL, decode: SKIPPED } } as const
  const lines = journal([{ ...SKIPPED, pools: { prefill: SKIPPED, decode: SKIPPED } }], [outcome])
  expect(heldUpSince(lines)).toEqual({ prefill: null, decode: 1000 })
  expect(heldUpSeconds(lines, 31_000)).toEqual({ prefill: null, decode: 30 })
  expect(heldUpSeconds(lines, 0)).toEqual({ prefill: null, decode: 0 })
})

const APPLIED_POOL = { kind: 'applied', from: 1, to: 2 } as const
