import { BaseCommand } from '../src/cli/base-command.js'
import { limitCompileEffort } from '../src/cli/compile-effort.js'
import { dryRunArgs, dryRunFlags, tracePath } from '../src/cli/dryrun-flags.js'
import { readDryRunSources } from '../src/cli/dryrun-input.js'
import { type DryRunOutput, writeDryRun } from '../src/cli/dryrun-output.js'
import { breathing } from '../src/cli/progress.js'
import { readDryRunOptions } from '../src/cli/settings/read-options.js'
import { readProphetEngine } from '../src/files/prophet-wasm.js'
import { renderSummary } from '../src/report/summary.js'
import { renderTerminal } from '../src/report/terminal/terminal.js'
import { dryRun } from '../src/run/dryrun.js'
import type { Result } from '../src/run/result.js'
import { renderResultJson } from '../src/run/result-json.js'

export default class DryRun extends BaseCommand {
  static override summary = 'Replay a recorded trace: what the planner would have decided, and why'
  static override usage = 'dryrun TRACE --profile PROFILE [FLAGS]'
  static override args = dryRunArgs
  static override flags = dryRunFlags
  static override enableJsonFlag = true
  static override examples = [
    '<%= config.bin %> <%= command.id %> trace.jsonl --profile h200-llama-3.1-8b',
    '<%= config.bin %> <%= command.id %> trace.csv.gz --profile ./profile --ttft 300 --itl 25 --max-gpu-budget 16',
    '<%= config.bin %> <%= command.id %> trace.jsonl --config planner.yaml --json | jq .summary',
  ]

  async run(): Promise<Result> {
    const { args, flags, raw } = await this.parse(DryRun)
    const trace = tracePath({ trace: args.trace, dataset: flags.dataset })
    const options = await readDryRunOptions({
      raw,
      env: process.env,
      needsProfile: true,
      onConfigFound: (path) => this.note(`using ${path}`),
    })
    const progress = this.progress()
    const breathe = breathing(Date.now)
    const { signal } = this
    try {
      const sources = await readDryRunSources({ tracePath: trace, options, progress, signal })
      limitCompileEffort(sources.trace.summary.requests)
      const wanted: { requests: DryRunOutput['requests'] } = { requests: null }
      const path = options.requestsOut
      const planned = await dryRun({
        ...sources,
        settings: options.settings,
        resources: { prophet: readProphetEngine },
        plannerVersion: this.config.version,
        signal,
        onInterval: (done, total) => {
          progress.step({ label: 'planning', done, total })
          return breathe()
        },
        ...(path !== null && {
          onOutcomes(outcomes) {
            wanted.requests = { path, from: { requests: sources.requests!, outcomes } }
          },
        }),
      })
      const result = { ...planned, warnings: [...options.warnings, ...planned.warnings] }
      const folder = !this.jsonEnabled() || options.outputGiven ? options.outputDir : null
      this.show(result, await writeDryRun({ result, folder, ...wanted }))
      return result
    } finally {
      progress.end()
    }
  }

  override logJson(result: unknown): void {
    process.stdout.write(renderResultJson(result as Result))
  }

  private show(result: Result, files: readonly string[]): void {
    if (this.jsonEnabled()) return
    const { color, width, isTerminal } = this.terminal
    if (isTerminal) this.log(renderTerminal(result, { color, width }))
    this.log(renderSummary(result, { color, width, files }).trimEnd())
  }
}
