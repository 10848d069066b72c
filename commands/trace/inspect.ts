import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { onBadLineFlag } from '../../src/cli/trace/flags.js'
import { inspectionText } from '../../src/cli/trace/inspection-text.js'
import { readRequests } from '../../src/files/trace.js'
import { inspectTrace } from '../../src/trace/inspect.js'

export default class TraceInspect extends BaseCommand {
  static override summary =
    'Show what a trace holds: requests, duration, rate, token lengths, prefix reuse'
  static override examples = [
    '<%= config.bin %> <%= command.id %> trace.jsonl',
    'zcat trace.csv.gz | <%= config.bin %> <%= command.id %> - --json',
  ]
  static override enableJsonFlag = true
  static override args = {
    trace: Args.string({
      ignoreStdin: true,
      required: true,
      description:
        'a Mooncake JSON Lines or Azure CSV file, also packed by gzip; - is standard input',
    }),
  }
  static override flags = { 'on-bad-line': onBadLineFlag() }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(TraceInspect)
    const progress = this.progress()
    const { requests, summary } = await readRequests({
      path: args.trace,
      onBadLine: flags['on-bad-line'],
      signal: this.signal,
      onProgress: ({ bytesRead, totalBytes }) =>
        progress.step({ label: `reading ${args.trace}`, done: bytesRead, total: totalBytes ?? 0 }),
    }).finally(() => progress.end())
    const inspection = inspectTrace(requests, summary)
    this.log(inspectionText(inspection))
    return inspection
  }
}
