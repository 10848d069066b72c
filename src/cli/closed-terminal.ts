import { isatty } from 'node:tty'

/** Those of standard input, output and error that were terminals when the process began. */
const TERMINALS = [0, 1, 2].filter((fd) => isatty(fd))

/** Whether a terminal of this process has been closed: its window, or the connection to its machine. */
export function isTerminalClosed(): boolean {
  return TERMINALS.some((fd) => !isatty(fd))
}

/**
 * For the errors of a standard stream: nobody is at its other end any more. That ends nothing by itself; a closed
 * terminal says so by SIGHUP. @throws any other error
 */
export function ignoreHangUp(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && !(error.code === 'EIO' && isTerminalClosed())) throw error
}
