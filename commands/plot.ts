import { dirname, join } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../src/cli/base-command.js'
import { readResultOrJournal } from '../src/cli/journal/read-result.js'
import { plotOutput } from '../src/cli/plot-output.js'
import { fontFiles, readReportAssets } from '../src/files/report-assets.js'
import { writeAtomic } from '../src/files/write-atomic.js'
import { PANEL_NAMES } from '../src/report/charts/panels.js'
import { THEME_NAMES } from '../src/report/charts/theme.js'
import { FORMAT_NAMES, FORMATS } from '../src/report/formats.js'

export default class Plot extends BaseCommand {
  static override summary =
    'Draw the result of a dry run or a journal as a page, a picture, or in the terminal.'
  static override description =
    'Panels: request count, ISL and OSL, actual against predicted; load against capacity with replicas; GPUs against the budget. docs/charts.md says how to read them.'
  static override args = {
    result: Args.string({
      ignoreStdin: true,
      default: join('planner-out', 'result.json'),
      description: 'result file of planner dryrun, or journal of planner live',
    }),
  }
  static override flags = {
    format: Flags.option({ options: FORMAT_NAMES })({
      summary: 'what to make; by default what the ending of --out says, else html',
    }),
    panel: Flags.option({ options: PANEL_NAMES, multiple: true })({
      summary: 'only this panel; may be given several times',
    }),
    out: Flags.string({
      summary: 'file to write, - for standard output; by default beside the result',
    }),
    width: Flags.integer({ summary: 'width in pixels, in the terminal in columns', min: 40 }),
    scale: Flags.integer({
      summary: 'pixels per unit of width, for png (default 2)',
      min: 1,
      max: 8,
    }),
    theme: Flags.option({ options: THEME_NAMES })({ summary: 'light (default) or dark picture' }),
  }
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --format png --panel prefill --panel decode --theme dark',
    '<%= config.bin %> <%= command.id %> week/result.json --out week.svg --width 1400',
    '<%= config.bin %> <%= command.id %> --format terminal',
  ]

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Plot)
    const { panel: panels, width, scale, theme } = flags
    const options = { panels, width, scale, theme }
    const { format, out } = plotOutput({
      format: flags.format,
      out: flags.out,
      folder: dirname(args.result),
      options,
      isTerminal: this.terminal.isTerminal,
    })
    const result = await readResultOrJournal(args.result)
    const picture = await FORMATS[format].render(result, options, {
      terminal: this.terminal,
      fonts: fontFiles(),
      readAssets: readReportAssets,
    })
    if (out === '-') process.stdout.write(picture)
    else {
      await writeAtomic(out, picture)
      this.log(out)
    }
  }
}
