import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import { scratchFolder } from '../helpers/planner.js'
import { findBinary } from '../helpers/server-binaries.js'

export const MONITORING = fileURLToPath(new URL('../../deploy/monitoring/', import.meta.url))

export interface AlertRule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly description: string }
}

export interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[]
}

/** The rules as Prometheus itself reads them. */
export function shippedAlerts(): RuleFile {
  const manifest = parse(readFileSync(join(MONITORING, 'prometheus-rule.yaml'), 'utf8'))
  return (manifest as { spec: RuleFile }).spec
}

export interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description: string
  readonly datasource: { readonly uid: string }
  readonly gridPos: Record<'x' | 'y' | 'w' | 'h', number>
  readonly targets: readonly {
    readonly refId: string
    readonly expr: string
    readonly datasource: { readonly uid: string }
  }[]
  readonly fieldConfig: { readonly defaults: { readonly unit?: string } }
}

export interface Dashboard {
  readonly panels: readonly Panel[]
  readonly templating: {
    readonly list: readonly {
      readonly name: string
      readonly type: string
      readonly query: string
    }[]
  }
}

export function shippedDashboard(): Dashboard {
  return JSON.parse(readFileSync(join(MONITORING, 'planner.json'), 'utf8')) as Dashboard
}

/** What `promtool COMMAND rules` says of files of these contents, the last one named. @throws when it objects. */
export function promtool(
  command: 'check' | 'test',
  files: Readonly<Record<string, object>>,
): string {
  const folder = scratchFolder()
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), stringify(content))
  }
  const last = Object.keys(files).at(-1)!
  const args = [command, 'rules', join(folder, last)]
  return execFileSync(findBinary('promtool')!, args, { encoding: 'utf8', stdio: 'pipe' })
}
