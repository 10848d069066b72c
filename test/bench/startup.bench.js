import { BIN, medianCpuSeconds, row } from './measure.js'

export const title = 'Start-up: CPU time against bare node'

export async function run() {
  const { bare, version, help } = medianCpuSeconds({
    bare: ['-e', '0'],
    version: [BIN, '--version'],
    help: [BIN, '--help'],
  })
  const times = { unit: '× node -e 0' }
  return [
    row({ ...times, name: 'planner --version', value: version / bare, bound: 1.5 }),
    row({ ...times, name: 'planner --help', value: help / bare, bound: 2.5 }),
  ]
}
