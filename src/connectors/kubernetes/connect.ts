import { existsSync } from 'node:fs'
import { KubeConfig } from '@kubernetes/client-node'
import { UserError } from '../../domain/user-error.js'
import type { Secrets } from '../secrets.js'
import { createKubernetesApi, type KubernetesApi } from './api.js'

export interface KubernetesAccess {
  /** Path; null: the pod's service account, else KUBECONFIG or ~/.kube/config. */
  readonly kubeconfig: string | null
  /** Null: the kubeconfig's current one. */
  readonly context: string | null
  /** Null: the pod's own, or the context's. */
  readonly namespace: string | null
  /** Longest wait for one answer. */
  readonly timeoutSeconds: number
  /** What must never be shown, to be shared with a log. */
  readonly secrets?: Secrets | undefined
  /** Folder that stands for a pod's root; absent: the root itself. */
  readonly podRoot?: string
}

const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token'

/** @throws UserError when no API server is named, or what names it cannot be used. */
export function connectKubernetes(access: KubernetesAccess): KubernetesApi {
  const config = loadConfig(access)
  const { context } = access
  if (context !== null) useContext(config, context)
  const cluster = config.getCurrentCluster()
  if (cluster === null) throw noServer(config)
  if (!URL.canParse(cluster.server) || (/^http:/.test(cluster.server) && !cluster.skipTLSVerify)) {
    throw new UserError(
      `API server '${cluster.server}' is not allowed; it must be an https:// address (http:// only with insecure-skip-tls-verify)`,
    )
  }
  const namespace =
    access.namespace ?? config.getContextObject(config.currentContext)?.namespace?.trim()
  return createKubernetesApi({
    config,
    namespace: namespace || 'default',
    timeoutSeconds: access.timeoutSeconds,
    secrets: access.secrets,
  })
}

function loadConfig({ kubeconfig, context, podRoot = '' }: KubernetesAccess): KubeConfig {
  const config = new KubeConfig()
  const isInCluster =
    process.env.KUBERNETES_SERVICE_HOST !== undefined && existsSync(podRoot + TOKEN)
  const what = kubeconfig ?? process.env.KUBECONFIG ?? '~/.kube/config'
  try {
    if (kubeconfig !== null) config.loadFromFile(kubeconfig)
    else if (isInCluster && context === null) config.loadFromCluster(podRoot)
    else config.loadFromDefault()
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new UserError(`kubeconfig ${what}: ${reason}`, { cause: error })
  }
  // What the library falls back to when it has found nothing.
  if (config.currentContext === 'loaded-context') throw noServer(config)
  return config
}

function useContext(config: KubeConfig, context: string): void {
  const known = config.getContexts().map(({ name }) => name)
  if (!known.includes(context)) {
    throw new UserError(
      `--context: '${context}' is not known; it must be one of ${known.join(', ')}`,
    )
  }
  config.setCurrentContext(context)
}

function noServer(config: KubeConfig): UserError {
  const contexts = config.getContexts().map(({ name }) => name)
  return config.currentContext === 'loaded-context'
    ? new UserError('no API server is known: this is no pod, and there is no ~/.kube/config', {
        hint: 'give --kubeconfig FILE',
      })
    : new UserError(
        `the kubeconfig's current context '${config.currentContext ?? ''}' has no cluster; it has ${contexts.join(', ') || 'no context'}`,
        { hint: 'give --context NAME' },
      )
}
