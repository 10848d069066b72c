import { Args } from '@oclif/core'
import { scaleFlags } from '../../src/cli/scale/flags.js'
import type { Scaled } from '../../src/cli/scale/scale.js'
import { ScaleCommand } from '../../src/cli/scale/scale-command.js'
import { targetOfStep } from '../../src/cli/scale/target.js'

export default class ScaleAdd extends ScaleCommand {
  static override summary = 'Add one replica to a pool of a deployment on Kubernetes'
  static override examples = [
    '<%= config.bin %> <%= command.id %> decode --deployment llama',
    '<%= config.bin %> <%= command.id %> prefill --deployment llama --blocking',
  ]
  static override args = {
    component: Args.string({ ignoreStdin: true, required: true, description: 'prefill or decode' }),
  }
  static override flags = scaleFlags

  async run(): Promise<readonly Scaled[]> {
    const parsed = await this.parse(ScaleAdd)
    return this.order(targetOfStep(parsed.args.component, 1), parsed)
  }
}
