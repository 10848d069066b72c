import { scaleFlags } from '../../src/cli/scale/flags.js'
import type { Scaled } from '../../src/cli/scale/scale.js'
import { ScaleCommand } from '../../src/cli/scale/scale-command.js'
import { targetOfCounts } from '../../src/cli/scale/target.js'

export default class ScaleSet extends ScaleCommand {
  static override summary = 'Set the replicas of the pools of a deployment on Kubernetes'
  static override usage = 'scale set COMPONENT=REPLICAS… --deployment NAME [FLAGS]'
  static override examples = [
    '<%= config.bin %> <%= command.id %> prefill=3 decode=4 --deployment llama --dry-run',
  ]
  /** As many counts as are given. */
  static override strict = false
  static override flags = scaleFlags

  async run(): Promise<readonly Scaled[]> {
    const parsed = await this.parse(ScaleSet)
    return this.order(targetOfCounts(parsed.argv.map(String)), parsed)
  }
}
