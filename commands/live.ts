import { BaseCommand } from '../src/cli/base-command.js'
import { ignoreHangUp, isTerminalClosed } from '../src/cli/closed-terminal.js'
import { EXIT_CODE } from '../src/cli/exit-code.js'
import { allowGrace, hangUp, runUntilTerminated } from '../src/cli/interrupt.js'
import { liveFlags } from '../src/cli/live/flags.js'
import { runLive } from '../src/cli/live/run-live.js'
import { type LiveWatch, watchLive } from '../src/cli/live/watch-live.js'
import { readSources } from '../src/cli/settings/read-options.js'
import { resolveLive } from '../src/cli/settings/resolve-live.js'
import { systemClock } from '../src/live/clock.js'

/** An order that is under way when the program is told to stop may take this long. */
const GRACE_MS = 20_000

export default class Live extends BaseCommand {
  static override summary =
    'Watch Prometheus and scale a running deployment, or only say what would be done'
  static override description =
    'Observes, plans and applies at the end of each interval, until it is interrupted; SIGHUP reads the settings anew. Logs are JSON lines on standard error, which --watch shows on its screen unless they go elsewhere (2>planner.log). docs/live.md goes from dryrun over --advisory to acting.'
  static override usage = 'live --profile PROFILE [FLAGS]'
  static override flags = liveFlags
  static override examples = [
    '<%= config.bin %> <%= command.id %> --environment none --model-name llama --prefill-engine-num-gpu 1 --decode-engine-num-gpu 1 --profile ./profile --journal planner.jsonl',
    '<%= config.bin %> <%= command.id %> --config planner.yaml --advisory --listen 9085',
  ]

  async run(): Promise<void> {
    const { raw } = await this.parse(Live)
    const read = () =>
      readSources({
        raw,
        env: process.env,
        needsProfile: true,
        onConfigFound: (path) => this.note(`using ${path}`),
      })
    const sources = await read()
    const options = await resolveLive(sources)
    allowGrace(GRACE_MS)
    if (!options.loop.once) runUntilTerminated()
    const last = await runLive({
      options,
      sources,
      readSources: read,
      onReload: (reload) => process.on('SIGHUP', () => (isTerminalClosed() ? hangUp() : reload())),
      plannerVersion: this.config.version,
      clock: systemClock,
      watch: options.loop.watch ? this.watch() : null,
      signal: this.signal,
    })
    const hasFailed =
      last !== null &&
      (last.outcome.kind === 'failed' || (last.hold !== null && last.hold.code !== 'manual-edit'))
    if (options.loop.once && hasFailed) process.exitCode = EXIT_CODE.outside
  }

  private watch(): LiveWatch {
    const { stdout, stdin, stderr, env } = process
    // A terminal that was closed cannot be set back to its former mode.
    stdin.on('error', ignoreHangUp)
    return watchLive({
      ...{ stdout, stdin, stderr, env, clock: systemClock, signal: this.signal },
      interrupt: () => process.kill(process.pid, 'SIGINT'),
    })
  }
}
