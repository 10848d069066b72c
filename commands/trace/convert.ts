import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import {
  DEFAULT_ORIGIN_EPOCH_MS,
  formatNames,
  OUT_SUMMARY,
  onBadLineFlag,
  originFlag,
  parseOrigin,
  writerNamed,
} from '../../src/cli/trace/flags.js'
import { convertTrace } from '../../src/files/trace-convert.js'

export default class TraceConvert extends BaseCommand {
  static override summary = 'Write a trace in another format; what the format cannot hold is said'
  static override examples = [
    '<%= config.bin %> <%= command.id %> azure.csv --to mooncake --out azure.jsonl',
    '<%= config.bin %> <%= command.id %> trace.jsonl.gz --to azure --origin 2024-06-01T00:00:00Z --out trace.csv',
  ]
  static override args = {
    trace: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'the trace to read; - is standard input',
    }),
  }
  static override flags = {
    to: Flags.string({ required: true, options: formatNames, summary: 'format to write' }),
    origin: originFlag(),
    out: Flags.string({ char: 'o', required: true, summary: OUT_SUMMARY }),
    'on-bad-line': onBadLineFlag(),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TraceConvert)
    const remarks = await convertTrace({
      from: args.trace,
      to: flags.out,
      writer: writerNamed(flags.to),
      originEpochMs: parseOrigin(flags.origin),
      defaultOriginEpochMs: DEFAULT_ORIGIN_EPOCH_MS,
      onBadLine: flags['on-bad-line'],
      signal: this.signal,
    })
    for (const remark of remarks) this.note(remark)
  }
}
