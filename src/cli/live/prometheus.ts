import type { Secrets } from '../../connectors/secrets.js'
import { UserError } from '../../domain/user-error.js'
import { readCertificates, readSecret } from '../../files/secret.js'
import type { Clock } from '../../live/clock.js'
import { authorizationOf, type Credentials } from '../../live/prometheus/authorization.js'
import { createPrometheusClient, type QueryAttempt } from '../../live/prometheus/client.js'
import { createPrometheusHistory } from '../../live/prometheus/history.js'
import { createHttpGet } from '../../live/prometheus/http-get.js'
import { createPrometheusSource } from '../../live/prometheus/source.js'
import type { TrafficHistory, TrafficSource } from '../../live/source.js'
import type { LiveOptions, PrometheusSettings } from '../settings/resolve-live.js'

export interface OpenedPrometheus {
  readonly source: TrafficSource
  readonly history: TrafficHistory
}

interface PrometheusParts {
  readonly options: LiveOptions
  readonly env: Readonly<Record<string, string | undefined>>
  readonly modelName: string
  readonly clock: Clock
  readonly secrets: Secrets
  readonly onAttempt: (attempt: QueryAttempt) => void
}

/** Names of query parameters whose values are nobody's business. */
const SECRET = /token|key|secret|password|auth/i

/** Prometheus as the flags, the environment and the files they name have it. */
export async function openPrometheus(parts: PrometheusParts): Promise<OpenedPrometheus> {
  const { options, clock, secrets, onAttempt } = parts
  const { prometheus, settings, namespace } = options
  const caBundle = prometheus.caBundle === null ? null : await readCertificates(prometheus.caBundle)
  for (const [name, value] of prometheus.extraParams) if (SECRET.test(name)) secrets.add(value)
  const client = createPrometheusClient({
    endpoint: prometheus.endpoint,
    get: createHttpGet({ caBundle, verifies: prometheus.verifiesTls }),
    authorization: authorizationOf(await readCredentials(prometheus, parts)),
    extraParams: prometheus.extraParams,
    clock,
    random: Math.random,
    timeoutMs: prometheus.timeoutSeconds * 1000,
    retries: prometheus.retries,
    hide: (text) => secrets.hide(text),
    onAttempt,
  })
  const given = {
    client,
    clock,
    identity: { modelName: parts.modelName, namespace },
    intervalSeconds: settings.adjustmentIntervalSeconds,
    metricPrefix: prometheus.metricPrefix,
  }
  return { source: createPrometheusSource(given), history: createPrometheusHistory(given) }
}

/** Files are read once here, so that a wrong one shows at the start. */
async function readCredentials(
  { tokenFile, user, passwordFile }: PrometheusSettings,
  { env, secrets }: Pick<PrometheusParts, 'env' | 'secrets'>,
): Promise<Credentials> {
  const readToken =
    tokenFile === null ? null : () => readSecret(tokenFile).then((token) => secrets.addToken(token))
  await readToken?.()
  const token = env.PROMETHEUS_TOKEN ? secrets.add(env.PROMETHEUS_TOKEN) : null
  if (user === null) return { readToken, token, basic: null }
  const password = passwordFile === null ? env.PROMETHEUS_PASSWORD : await readSecret(passwordFile)
  if (!password) {
    throw new UserError(`Prometheus user ${user} has no password`, {
      hint: 'it is read from --prometheus-password-file or PROMETHEUS_PASSWORD',
    })
  }
  secrets.add(Buffer.from(`${user}:${password}`).toString('base64'))
  return { readToken, token, basic: { user, password: secrets.add(password) } }
}
