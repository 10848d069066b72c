import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import {
  DEFAULT_ORIGIN_EPOCH_MS,
  formatNames,
  OUT_SUMMARY,
  originFlag,
  parseOptions,
  parseOrigin,
  synthFlags,
  writerNamed,
} from '../../src/cli/trace/flags.js'
import { writeTrace } from '../../src/files/trace-write.js'
import { formatPlural } from '../../src/report/units.js'
import { SHAPES } from '../../src/trace/synth/shapes.js'
import { synthesize } from '../../src/trace/synth/synthesize.js'

export default class TraceSynth extends BaseCommand {
  static override summary =
    'Make a synthetic trace; the same options give the same bytes everywhere'
  static override description = SHAPES.map(({ name, summary }) => `${name}: ${summary}`).join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %> diurnal --rate 0.5 --peak-rate 4 --duration 86400 --out day.jsonl.gz',
    '<%= config.bin %> <%= command.id %> chat --requests 10000 --seed 7 | gzip > chat.jsonl.gz',
    '<%= config.bin %> <%= command.id %> spike --at 1200 --width 300 --peak-rate 20 --format azure --out spike.csv',
  ]
  static override args = {
    shape: Args.string({
      ignoreStdin: true,
      required: true,
      options: SHAPES.map(({ name }) => name),
      description: 'how the rate of requests changes over time',
    }),
  }
  static override flags = {
    ...synthFlags(),
    format: Flags.string({ options: formatNames, default: 'mooncake', summary: 'format to write' }),
    origin: originFlag(),
    out: Flags.string({ char: 'o', default: '-', summary: OUT_SUMMARY }),
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(TraceSynth)
    const shape = SHAPES.find(({ name }) => name === args.shape)!
    const progress = this.progress()
    const requests = await writeTrace({
      path: flags.out,
      rows: synthesize(shape, parseOptions(flags)),
      writer: writerNamed(flags.format),
      originEpochMs: parseOrigin(flags.origin) ?? DEFAULT_ORIGIN_EPOCH_MS,
      signal: this.signal,
      onProgress: (done) =>
        progress.step({ label: `${formatPlural(done.requests, 'request')} written` }),
    }).finally(() => progress.end())
    if (flags.out !== '-') this.log(`${flags.out}: ${formatPlural(requests, 'request')}`)
  }
}
