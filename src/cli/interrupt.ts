import { UserError } from '../domain/user-error.js'
import { releaseLocks } from '../files/lock.js'
import { removeTemporaries } from '../files/write-atomic.js'
import { EXIT_CODE } from './exit-code.js'

/** Work that has not stopped by then is cut off, unless it has asked for more. */
let graceMs = 1000

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

type EndingSignal = (typeof SIGNALS)[number] | 'SIGHUP'

let controller: AbortController | undefined
/** The signal that aborted it. */
let received: EndingSignal | undefined
let runsUntilTerminated = false

/**
 * Aborts at the first Ctrl-C (or SIGTERM); the second one, or a second without an end (allowGrace), ends the process.
 * The handlers are set up when somebody first asks: until then the signal ends the process by itself.
 */
export function interruptSignal(): AbortSignal {
  return theController().signal
}

/** For work that must be finished once it is begun: an order to a cluster, say. */
export function allowGrace(milliseconds: number): void {
  graceMs = milliseconds
}

/**
 * For a command that runs until it is stopped: SIGTERM, by which service managers and Kubernetes stop it, is then its
 * regular end, with exit code 0, if it ends within its grace. As Prometheus and the controllers of Kubernetes do.
 */
export function runUntilTerminated(): void {
  runsUntilTerminated = true
}

/**
 * For a command that takes SIGHUP for something else, when one does say that its terminal was closed: it ends as at
 * Ctrl-C. A shell may pass on what the kernel has told already, so a second one ends nothing.
 */
export function hangUp(): void {
  const fresh = theController()
  if (!fresh.signal.aborted) begin(fresh, 'SIGHUP')
}

/** Whether an error only says that the command was stopped as it should be. */
export function isRegularEnd(error: unknown): boolean {
  return isTerminated() && error === controller?.signal.reason
}

function isTerminated(): boolean {
  return runsUntilTerminated && received === 'SIGTERM'
}

export function wasInterrupted(): boolean {
  return controller?.signal.aborted ?? false
}

/** Once the command has come to its end: 130, or what it says itself where it was stopped as it should be. */
export function endAfterSignal(): void {
  if (isTerminated()) process.exit()
  endInterrupted()
}

/**
 * Ends with exit code 130. A file operation that does not come back (opening a pipe nobody writes to) would
 * hold up process.exit for ever; then SIGINT itself ends the process, which a shell reads as 130, too. After a
 * closed terminal SIGHUP does, read as 129: process.exit would try to set the terminal back, and crash.
 */
function endInterrupted(): void {
  removeTemporaries()
  releaseLocks()
  const isStuck = process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))
  if (!isStuck && received !== 'SIGHUP') process.exit(EXIT_CODE.interrupted)
  const last = received === 'SIGHUP' ? received : 'SIGINT'
  for (const signal of [...SIGNALS, last]) process.removeAllListeners(signal)
  process.kill(process.pid, last)
}

function theController(): AbortController {
  controller ??= install(new AbortController())
  return controller
}

function install(fresh: AbortController): AbortController {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (fresh.signal.aborted) endInterrupted()
      else begin(fresh, signal)
    })
  }
  return fresh
}

/** The end begins. */
function begin(fresh: AbortController, signal: EndingSignal): void {
  received = signal
  setTimeout(endInterrupted, graceMs).unref()
  fresh.abort(new UserError('interrupted', { exitCode: EXIT_CODE.interrupted }))
}
