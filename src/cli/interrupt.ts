import { UserError } from '../domain/user-error.js'
import { removeTemporaries } from '../files/write-atomic.js'
import { EXIT_CODE } from './exit-code.js'

/** Work that has not stopped by then is cut off. */
const GRACE_MS = 2000

let controller: AbortController | undefined

/**
 * Aborts at the first Ctrl-C (or SIGTERM); the second one, or two seconds without an end, ends the process.
 * The handlers are set up when somebody first asks: until then the signal ends the process by itself.
 */
export function interruptSignal(): AbortSignal {
  controller ??= install(new AbortController())
  return controller.signal
}

export function wasInterrupted(): boolean {
  return controller?.signal.aborted ?? false
}

function install(fresh: AbortController): AbortController {
  const onSignal = () => {
    if (fresh.signal.aborted) return leave()
    setTimeout(leave, GRACE_MS).unref()
    fresh.abort(new UserError('interrupted', { exitCode: EXIT_CODE.interrupted }))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return fresh
}

function leave(): void {
  removeTemporaries()
  process.exit(EXIT_CODE.interrupted)
}
