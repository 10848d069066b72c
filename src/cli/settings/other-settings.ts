import { ETCD_SETTINGS, KUBERNETES_SETTINGS, LEADER_SETTINGS } from './environment-settings.js'
import { LOOP_SETTINGS, PROMETHEUS_SETTINGS } from './live-settings.js'
import { parseRequestsOut } from './parsed-values.js'
import type { Setting } from './setting.js'
import { DRY_RUN_SETTINGS } from './table.js'

/** Where things are read and written; not part of a decision, so not in the result. */
export const PLACE_SETTINGS = {
  preSweptDir: {
    kind: 'text',
    flag: 'pre-swept-dir',
    group: 'PROFILE',
    placeholder: 'DIR',
    description: 'where use-pre-swept-results:… is looked up',
  },
  output: {
    kind: 'text',
    flag: 'output',
    group: 'OUTPUT',
    placeholder: 'DIR',
    default: 'planner-out',
    description: 'folder for result.json and report.html',
  },
  requestsOut: {
    kind: 'parsed',
    flag: 'requests-out',
    group: 'OUTPUT',
    placeholder: 'FILE',
    allowed: 'a file name that ends in .csv or .jsonl, or in .gz behind it',
    parse: parseRequestsOut,
    description: 'file for what became of each request, one a line',
  },
} as const satisfies Record<string, Setting>

/** Settings that only act on a running deployment: accepted, so that an argument list can be pasted, and warned of. */
export const LIVE_SETTINGS = {
  environment: {
    kind: 'choice',
    flag: 'environment',
    group: 'LIVE-ONLY',
    choices: ['kubernetes', 'virtual', 'none'],
    default: 'kubernetes',
    description: 'what carries out decisions; none: nothing does, they are published only',
  },
  namespace: {
    kind: 'text',
    flag: 'namespace',
    env: 'DYN_NAMESPACE',
    group: 'LIVE-ONLY',
    placeholder: 'NAME',
    default: 'dynamo',
    description: 'namespace of the deployment',
  },
  modelName: {
    kind: 'text',
    flag: 'model-name',
    group: 'LIVE-ONLY',
    placeholder: 'NAME',
    description: 'model served',
  },
  noOperation: {
    kind: 'boolean',
    flag: 'no-operation',
    group: 'LIVE-ONLY',
    default: false,
    description: 'decide, but do not scale',
  },
  metricPullingPrometheusEndpoint: {
    kind: 'text',
    flag: 'metric-pulling-prometheus-endpoint',
    env: 'PROMETHEUS_ENDPOINT',
    group: 'LIVE-ONLY',
    placeholder: 'URL',
    default: 'http://prometheus-kube-prometheus-prometheus.monitoring.svc.cluster.local:9090',
    description: 'Prometheus that traffic is read from',
  },
  metricReportingPrometheusPort: {
    kind: 'number',
    flag: 'metric-reporting-prometheus-port',
    env: 'PLANNER_PROMETHEUS_PORT',
    group: 'LIVE-ONLY',
    integer: true,
    least: 0,
    default: 0,
    description: "port of the planner's own metrics; 0 is off",
  },
} as const satisfies Record<string, Setting>

/** What a dry run takes on the command line: its own, and the established planner's argument list. */
export const DRY_RUN_FLAGS: readonly Setting[] = [
  ...Object.values(DRY_RUN_SETTINGS),
  ...Object.values(PLACE_SETTINGS),
  ...Object.values(LIVE_SETTINGS),
]

/** What only a live run reads, and the dry run's command line does not take. */
const LIVE_ONLY: readonly Setting[] = [
  ...Object.values(LOOP_SETTINGS),
  ...Object.values(PROMETHEUS_SETTINGS),
  ...Object.values(KUBERNETES_SETTINGS),
  ...Object.values(ETCD_SETTINGS),
  ...Object.values(LEADER_SETTINGS),
]

/** Every setting, in the order of the documentation: what planner.yaml takes. */
export const ALL_SETTINGS: readonly Setting[] = [...DRY_RUN_FLAGS, ...LIVE_ONLY]

/** Settings that have no effect in a dry run, whatever their value. */
export const WITHOUT_EFFECT_IN_DRY_RUN: readonly string[] = [
  DRY_RUN_SETTINGS.backend,
  ...Object.values(LIVE_SETTINGS),
  ...LIVE_ONLY,
].map(({ flag }) => flag)

/** Settings that have no effect in a live run: how a trace is read and played. */
export const WITHOUT_EFFECT_LIVE: readonly Setting[] = [
  ...Object.values(DRY_RUN_SETTINGS).filter(({ group }) => group === 'SIMULATION'),
  PLACE_SETTINGS.output,
  PLACE_SETTINGS.requestsOut,
]

/** What `planner live` takes on the command line. */
export const LIVE_FLAGS: readonly Setting[] = ALL_SETTINGS.filter(
  (setting) => !WITHOUT_EFFECT_LIVE.includes(setting),
)
