import { styleText } from 'node:util'
import { run } from '@oclif/core'
import { ignoreHangUp } from './closed-terminal.js'
import { errorLines } from './error-line.js'
import { endAfterSignal, isRegularEnd, wasInterrupted } from './interrupt.js'
import { terminalStyle } from './terminal.js'

/** Runs one command line and sets the exit code. `root` is the package's folder. */
export async function main({ argv, root }: { argv: string[]; root: string }): Promise<void> {
  // A reader that has seen enough (`planner … | head`) is no error. oclif's own handler knows nothing of terminals.
  process.stdout.removeAllListeners('error').on('error', ignoreHangUp)
  process.stderr.on('error', ignoreHangUp)
  try {
    await run(argv, {
      root,
      devPlugins: false,
      userPlugins: false,
    })
  } catch (error) {
    if (!isRegularEnd(error)) report(error)
  }
  if (wasInterrupted()) endAfterSignal()
}

function report(error: unknown): void {
  const lines = errorLines(error, { debug: Boolean(process.env.DEBUG) })
  if (lines === null) return
  process.exitCode = lines.exitCode
  if (lines.text !== '') process.stderr.write(`${colored(lines.text)}\n`)
}

function colored(text: string): string {
  if (!terminalStyle(process.stderr, process.env).color) return text
  return text
    .replace(/^error:/, styleText('red', 'error:'))
    .replace(/^hint:/m, styleText('cyan', 'hint:'))
}
