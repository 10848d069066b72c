import { BaseCommand } from '../base-command.js'
import type { RawToken } from '../settings/read-options.js'
import { settingReader } from '../settings/setting-reader.js'
import { checkScaleFlags } from './flags.js'
import { type Scaled, scale } from './scale.js'
import type { Target } from './target.js'
import { scaledText } from './text.js'

interface Parsed {
  readonly flags: { readonly blocking: boolean; readonly 'dry-run': boolean }
  readonly raw: readonly RawToken[]
}

/** What `scale add`, `remove` and `set` share. */
export abstract class ScaleCommand extends BaseCommand {
  static override enableJsonFlag = true

  protected async order(target: Target, { flags, raw }: Parsed): Promise<readonly Scaled[]> {
    checkScaleFlags(flags)
    const progress = this.progress()
    const dryRun = flags['dry-run']
    try {
      const scaled = await scale({
        settings: settingReader(raw, process.env),
        ...{ target, blocking: flags.blocking, dryRun, progress, signal: this.signal },
      })
      progress.end()
      this.log(scaledText(scaled, { dryRun }))
      return scaled
    } finally {
      progress.end()
    }
  }
}
