import { Args } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { openEtcdStore } from '../../src/cli/environment/etcd.js'
import { ETCD_SETTINGS } from '../../src/cli/settings/environment-settings.js'
import { settingFlags } from '../../src/cli/settings/flags.js'
import { LIVE_SETTINGS } from '../../src/cli/settings/other-settings.js'
import { settingReader, textOf } from '../../src/cli/settings/setting-reader.js'
import { acknowledge } from '../../src/cli/virtual/acknowledge.js'
import { createVirtualEnvironment } from '../../src/connectors/virtual-environment.js'

export default class VirtualAck extends BaseCommand {
  static override summary = 'Tell the planner that an order has been carried out'
  static override examples = ['<%= config.bin %> <%= command.id %> 7']
  static override args = {
    decision: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'number of the decision, as planner virtual watch printed it',
    }),
  }
  static override flags = settingFlags([
    { ...LIVE_SETTINGS.namespace, group: 'ETCD' },
    ...Object.values(ETCD_SETTINGS),
  ])

  async run(): Promise<void> {
    const { args, raw } = await this.parse(VirtualAck)
    const settings = settingReader(raw, process.env)
    const namespace = textOf(settings, LIVE_SETTINGS.namespace)!
    const environment = createVirtualEnvironment(await openEtcdStore(settings), namespace)
    const decision = await acknowledge(environment, args.decision, this.signal)
    this.note(`decision ${decision} is acknowledged`)
  }
}
