import type { Setting } from '../settings/setting.js'

export const WATCH_INTERVAL = {
  kind: 'number',
  flag: 'interval',
  group: 'ETCD',
  integer: false,
  unit: 's',
  above: 0,
  default: 1,
  description: 'time between two looks',
} as const satisfies Setting
