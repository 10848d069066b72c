import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { openEtcdStore } from '../../src/cli/environment/etcd.js'
import { runUntilTerminated } from '../../src/cli/interrupt.js'
import { ETCD_SETTINGS } from '../../src/cli/settings/environment-settings.js'
import { settingFlags } from '../../src/cli/settings/flags.js'
import { LIVE_SETTINGS } from '../../src/cli/settings/other-settings.js'
import { numberOf, settingReader, textOf } from '../../src/cli/settings/setting-reader.js'
import { orderLine } from '../../src/cli/virtual/order-line.js'
import { watchOrders } from '../../src/cli/virtual/watch.js'
import { WATCH_INTERVAL } from '../../src/cli/virtual/watch-interval.js'
import { createVirtualEnvironment } from '../../src/connectors/virtual-environment.js'

export default class VirtualWatch extends BaseCommand {
  static override summary = 'Print the orders that a planner gives to an environment of your own'
  static override description =
    'One line an order: the one that waits to be carried out, then each new one. docs/connectors.md has a script.'
  static override examples = ['<%= config.bin %> <%= command.id %> --once']
  static override flags = {
    once: Flags.boolean({ summary: 'print the last order, carried out or not, and end' }),
    ...settingFlags([
      WATCH_INTERVAL,
      { ...LIVE_SETTINGS.namespace, group: 'ETCD' },
      ...Object.values(ETCD_SETTINGS),
    ]),
  }

  async run(): Promise<void> {
    const { flags, raw } = await this.parse(VirtualWatch)
    const { signal } = this
    const settings = settingReader(raw, process.env)
    const namespace = textOf(settings, LIVE_SETTINGS.namespace)!
    const environment = createVirtualEnvironment(await openEtcdStore(settings), namespace)
    if (flags.once) {
      const order = await environment.order(signal)
      if (order === undefined) this.note(`no decision yet in namespace ${namespace}`)
      else this.log(orderLine(order))
      return
    }
    runUntilTerminated()
    const intervalSeconds = numberOf(settings, WATCH_INTERVAL)
    const onFailure = (error: Error | null) =>
      this.note(error === null ? 'etcd answers again' : `${error.message}; trying again`)
    for await (const order of watchOrders({ environment, intervalSeconds, signal, onFailure })) {
      this.log(orderLine(order))
    }
  }
}
