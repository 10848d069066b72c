import type { Scaled } from './scale.js'

/** `decode: 2 → 3 replicas`, a line a pool. */
export function scaledText(scaled: readonly Scaled[], { dryRun }: { dryRun: boolean }): string {
  const suffix = dryRun ? ' (dry run: nothing was stored)' : ''
  return scaled.map((pool) => `${poolText(pool)}${suffix}`).join('\n')
}

function poolText({ role, from, to }: Scaled): string {
  const noun = to === 1 ? 'replica' : 'replicas'
  return from === to ? `${role}: ${to} ${noun}, as before` : `${role}: ${from} → ${to} ${noun}`
}
