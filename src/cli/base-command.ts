import { Command } from '@oclif/core'
import { interruptSignal } from './interrupt.js'
import { type Progress, progressOn } from './progress.js'
import { type TerminalStyle, terminalStyle } from './terminal.js'

/**
 * What every command shares. Errors are thrown (UserError for what a user can mend) and worded in main.ts.
 * `static enableJsonFlag = true` adds `--json`: what `run` returns goes to standard output, and `this.log` is silent.
 */
export abstract class BaseCommand extends Command {
  /** Aborted by Ctrl-C and SIGTERM; hand it to whatever may take long. */
  protected get signal(): AbortSignal {
    return interruptSignal()
  }

  /** Whether standard output is a terminal, may be coloured, and how wide it is. */
  protected get terminal(): TerminalStyle {
    return terminalStyle(process.stdout, process.env)
  }

  protected get color(): boolean {
    return this.terminal.color
  }

  protected get terminalWidth(): number {
    return this.terminal.width
  }

  /** A line on standard error while work goes on: only on a terminal, and not for short work. */
  protected progress(): Progress {
    const visible = terminalStyle(process.stderr, process.env).isTerminal
    return progressOn(process.stderr, { visible, now: Date.now })
  }

  /** Standard error, with `--json` too: never mixed into a result. */
  protected note(message: string): void {
    process.stderr.write(`${message}\n`)
  }

  /** Plain JSON; a command with a file format of its own overrides it. */
  override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`)
  }

  protected override async catch(error: Error): Promise<never> {
    throw error
  }
}
