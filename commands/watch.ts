import { Args } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.js'
import { parseAddress } from '../src/cli/watch/address.js'
import { watchPlanner } from '../src/cli/watch/watch.js'
import { systemClock } from '../src/live/clock.js'

export default class Watch extends BaseCommand {
  static override summary = 'Show a running planner live in the terminal'
  static override description =
    'A dashboard of what the planner at that address sees, decides and does; a line an interval where there is no terminal. It only reads. docs/live.md'
  static override examples = ['<%= config.bin %> <%= command.id %> http://localhost:9085']
  static override args = {
    url: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'where planner live listens (--listen)',
    }),
  }

  async run(): Promise<void> {
    const { args } = await this.parse(Watch)
    const address = parseAddress(args.url)
    const { signal } = this
    const left = new AbortController()
    const leave = () => left.abort()
    signal.addEventListener('abort', leave, { once: true })
    // A reader that has seen enough (`| head`) ends it as q does.
    process.stdout.on('error', leave)
    await watchPlanner({
      ...{ address, clock: systemClock, signal: left.signal },
      ...{ stdout: process.stdout, stdin: process.stdin, env: process.env },
      note: (text) => this.note(text),
      onQuit: (key) => (key === 'q' ? leave() : process.kill(process.pid, 'SIGINT')),
    })
    signal.throwIfAborted()
  }
}
