import { UserError } from '../domain/user-error.js'
import { releaseLocks } from '../files/lock.js'
import { removeTemporaries } from '../files/write-atomic.js'
import { EXIT_CODE } from './exit-code.js'

/** Work that has not stopped by then is cut off, unless it has asked for more. */
let graceMs = 1000

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

let controller: AbortController | undefined

/**
 * Aborts at the first Ctrl-C (or SIGTERM); the second one, or a second without an end (allowGrace), ends the process.
 * The handlers are set up when somebody first asks: until then the signal ends the process by itself.
 */
export function interruptSignal(): AbortSignal {
  controller ??= install(new AbortController())
  return controller.signal
}

/** For work that must be finished once it is begun: an order to a cluster, say. */
export function allowGrace(milliseconds: number): void {
  graceMs = milliseconds
}

export function wasInterrupted(): boolean {
  return controller?.signal.aborted ?? false
}

/**
 * Ends with exit code 130. A file operation that does not come back (opening a pipe nobody writes to) would
 * hold up process.exit for ever; then SIGINT itself ends the process, which a shell reads as 130, too.
 */
export function endInterrupted(): void {
  removeTemporaries()
  releaseLocks()
  const isStuck = process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))
  if (!isStuck) process.exit(EXIT_CODE.interrupted)
  for (const signal of SIGNALS) process.removeAllListeners(signal)
  process.kill(process.pid, 'SIGINT')
}

function install(fresh: AbortController): AbortController {
  const onSignal = () => {
    if (fresh.signal.aborted) return endInterrupted()
    setTimeout(endInterrupted, graceMs).unref()
    fresh.abort(new UserError('interrupted', { exitCode: EXIT_CODE.interrupted }))
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return fresh
}
