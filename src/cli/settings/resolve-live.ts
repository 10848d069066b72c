import type { PerRole } from '../../domain/role.js'
import type { DryRunSettings } from '../../domain/settings.js'
import { UserError } from '../../domain/user-error.js'
import { idleInEnvironment, refuseElection } from './environment-effect.js'
import type { EnvironmentName } from './environment-settings.js'
import { LOOP_SETTINGS, PROMETHEUS_SETTINGS } from './live-settings.js'
import { LIVE_FLAGS, LIVE_SETTINGS, WITHOUT_EFFECT_LIVE } from './other-settings.js'
import type { ListenAddress } from './parsed-values.js'
import { find, noEffect, resolveDryRun, type SettingSources } from './resolve.js'
import type { Setting } from './setting.js'
import { DRY_RUN_SETTINGS } from './table.js'

export interface LiveOptions {
  /** What decisions depend on; GPU counts and start replicas are the deployment's to say. */
  readonly settings: DryRunSettings
  readonly preSweptDir: string | null
  readonly environment: EnvironmentName
  readonly namespace: string
  /** As given; null where not. */
  readonly given: {
    readonly modelName: string | null
    readonly gpusPerReplica: PerRole<number | null>
  }
  readonly loop: LoopSettings
  readonly prometheus: PrometheusSettings
  /** Settings that were given and do nothing, one sentence each. */
  readonly warnings: readonly string[]
}

export interface LoopSettings {
  /** False: decide and publish, never act. */
  readonly acts: boolean
  readonly once: boolean
  readonly initialWaitSeconds: number
  readonly readyCheckSeconds: number
  readonly readyMaxWaitSeconds: number
  /** How long an order that is not carried out holds up those after it. */
  readonly orderMaxWaitSeconds: number
  readonly maxStalenessSeconds: number
  readonly manualHoldIntervals: number
  readonly warmStartSeconds: number | null
  readonly journal: {
    readonly path: string
    readonly mostBytes: number
    readonly keep: number
  } | null
  readonly listen: ListenAddress | null
  /** A dashboard in this terminal. */
  readonly watch: boolean
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
}

export interface PrometheusSettings {
  readonly endpoint: URL
  readonly metricPrefix: string
  readonly timeoutSeconds: number
  readonly retries: number
  readonly tokenFile: string | null
  readonly user: string | null
  readonly passwordFile: string | null
  readonly caBundle: string | null
  readonly verifiesTls: boolean
  readonly extraParams: URLSearchParams
}

const FORGETFUL =
  '--once without --journal forgets how long an order has been held up: one that is never carried out holds up the next ones without limit'

/** Flag, environment, file, default, as for a dry run. @throws UserError for what cannot be run. */
export async function resolveLive(sources: SettingSources): Promise<LiveOptions> {
  const look = new Lookup(sources)
  const { settings, preSweptDir } = await resolveDryRun(sources)
  const environment = look.text(LIVE_SETTINGS.environment) as EnvironmentName
  const loop = loopSettings(look)
  refuseElection(sources, loop)
  return {
    // Nothing is played: what a shared planner.yaml says of simulations is left out, with a warning.
    settings: { ...settings, simulate: 'none', fleet: null },
    preSweptDir,
    environment,
    namespace: look.text(LIVE_SETTINGS.namespace)!,
    given: {
      modelName: look.text(LIVE_SETTINGS.modelName),
      gpusPerReplica: {
        prefill: look.givenNumber(DRY_RUN_SETTINGS.prefillEngineNumGpu),
        decode: look.givenNumber(DRY_RUN_SETTINGS.decodeEngineNumGpu),
      },
    },
    loop,
    prometheus: prometheusSettings(look),
    warnings: [
      ...warningsOf(look, settings),
      ...(loop.once && loop.acts && loop.journal === null ? [FORGETFUL] : []),
      ...idleInEnvironment(sources, { environment, acts: loop.acts }),
    ],
  }
}

function warningsOf(look: Lookup, { loadPredictor }: DryRunSettings): string[] {
  const environment = look.text(LIVE_SETTINGS.environment)
  const idle = WITHOUT_EFFECT_LIVE.filter((setting) => look.isGiven(setting))
  const unread = LIVE_FLAGS.filter(
    (setting) => look.isGiven(setting) && setting.usedBy && !setting.usedBy.includes(loadPredictor),
  )
  const starts = [DRY_RUN_SETTINGS.startNumP, DRY_RUN_SETTINGS.startNumD].filter(
    (setting) => environment !== 'none' && look.isGiven(setting),
  )
  return [
    ...noEffect(idle, 'in a live run'),
    ...noEffect(unread, `with --load-predictor ${loadPredictor}`),
    ...noEffect(starts, `with --environment ${environment}, which says what runs`),
  ]
}

function loopSettings(look: Lookup): LoopSettings {
  const once = look.isOn(LOOP_SETTINGS.once)
  const isAlone = look.text(LIVE_SETTINGS.environment) === 'none'
  const advises = look.isOn(LOOP_SETTINGS.advisory) || look.isOn(LIVE_SETTINGS.noOperation)
  const waits = !once || look.isGiven(LOOP_SETTINGS.initialWaitSeconds)
  return {
    acts: !advises && !isAlone,
    once,
    initialWaitSeconds: waits ? look.number(LOOP_SETTINGS.initialWaitSeconds) : 0,
    readyCheckSeconds: look.number(LOOP_SETTINGS.scalingCheckInterval),
    readyMaxWaitSeconds: once ? 0 : look.number(LOOP_SETTINGS.scalingMaxWait),
    orderMaxWaitSeconds: look.number(LOOP_SETTINGS.scalingMaxWait),
    maxStalenessSeconds: look.number(LOOP_SETTINGS.maxStaleness),
    manualHoldIntervals: look.number(LOOP_SETTINGS.manualHold),
    warmStartSeconds: look.value(LOOP_SETTINGS.warmStart) as number | null,
    journal: journalSettings(look),
    listen: listenAddress(look),
    watch: watchWanted(look, once),
    logLevel: look.text(LOOP_SETTINGS.logLevel) as LoopSettings['logLevel'],
  }
}

function watchWanted(look: Lookup, once: boolean): boolean {
  const isWanted = look.isOn(LOOP_SETTINGS.watch)
  if (isWanted && once) throw new UserError('give either --watch or --once, not both')
  return isWanted
}

function journalSettings(look: Lookup): LoopSettings['journal'] {
  const path = look.text(LOOP_SETTINGS.journal)
  if (path === null) return null
  const mostBytes = look.number(LOOP_SETTINGS.journalMaxMegabytes) * 1e6
  return { path, mostBytes, keep: look.number(LOOP_SETTINGS.journalKeep) }
}

/** The established planner's port listens everywhere, as its own did. */
function listenAddress(look: Lookup): ListenAddress | null {
  const listen = look.value(LOOP_SETTINGS.listen) as ListenAddress | null
  const port = look.number(LIVE_SETTINGS.metricReportingPrometheusPort)
  if (listen !== null) return listen.port === 0 ? null : listen
  return port === 0 ? null : { host: '0.0.0.0', port }
}

function prometheusSettings(look: Lookup): PrometheusSettings {
  const user = look.text(PROMETHEUS_SETTINGS.user)
  const passwordFile = look.text(PROMETHEUS_SETTINGS.passwordFile)
  if (passwordFile !== null && user === null) {
    throw new UserError('--prometheus-password-file has no effect without --prometheus-user')
  }
  const tokenFile = look.text(PROMETHEUS_SETTINGS.tokenFile)
  if (user !== null && (tokenFile !== null || look.hasEnv('PROMETHEUS_TOKEN'))) {
    throw new UserError('give either --prometheus-user or a token, not both')
  }
  return {
    endpoint: endpointOf(look.text(LIVE_SETTINGS.metricPullingPrometheusEndpoint)!),
    metricPrefix: look.text(PROMETHEUS_SETTINGS.metricPrefix)!.replace(/_$/, ''),
    timeoutSeconds: look.number(PROMETHEUS_SETTINGS.timeout),
    retries: look.number(PROMETHEUS_SETTINGS.retries),
    tokenFile,
    user,
    passwordFile,
    caBundle: look.text(PROMETHEUS_SETTINGS.caBundle),
    verifiesTls: look.text(PROMETHEUS_SETTINGS.sslVerify) === 'true',
    extraParams: new URLSearchParams(look.text(PROMETHEUS_SETTINGS.extraQueryParams) ?? ''),
  }
}

/** A password in an address would be written wherever the address is. */
function endpointOf(text: string): URL {
  const flag = `--${LIVE_SETTINGS.metricPullingPrometheusEndpoint.flag}`
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UserError(`${flag}: '${text}' is no address; it must begin with http:// or https://`)
  }
  if (url.username === '' && url.password === '') return url
  throw new UserError(`${flag}: ${url.host}: user and password do not belong into the address`, {
    hint: 'give --prometheus-user, and the password in PROMETHEUS_PASSWORD',
  })
}

/** Values of settings by their rows. */
class Lookup {
  constructor(private readonly sources: SettingSources) {}

  value(setting: Setting): unknown {
    return find(setting, this.sources).value
  }

  isGiven(setting: Setting): boolean {
    return find(setting, this.sources).from !== null
  }

  text(setting: Setting): string | null {
    return this.value(setting) as string | null
  }

  number(setting: Setting): number {
    return Number(this.value(setting))
  }

  givenNumber(setting: Setting): number | null {
    return this.isGiven(setting) ? this.number(setting) : null
  }

  hasEnv(name: string): boolean {
    return Boolean(this.sources.env[name])
  }

  isOn(setting: Setting): boolean {
    return this.value(setting) === true
  }
}
