import type { KubernetesApi } from '../../connectors/kubernetes/api.js'
import { Secrets } from '../../connectors/secrets.js'
import { UserError } from '../../domain/user-error.js'
import { KUBERNETES_SETTINGS } from '../settings/environment-settings.js'
import { numberOf, type SettingReader, textOf } from '../settings/setting-reader.js'

/** A client of the API server that flags, the pod or a kubeconfig name. */
export async function openKubernetesApi(
  settings: SettingReader,
  secrets: Secrets = new Secrets(),
): Promise<KubernetesApi> {
  // The client library takes a while to load.
  const { connectKubernetes } = await import('../../connectors/kubernetes/connect.js')
  return connectKubernetes({
    kubeconfig: textOf(settings, KUBERNETES_SETTINGS.kubeconfig),
    context: textOf(settings, KUBERNETES_SETTINGS.context),
    namespace: textOf(settings, KUBERNETES_SETTINGS.k8sNamespace),
    timeoutSeconds: numberOf(settings, KUBERNETES_SETTINGS.apiTimeoutSeconds),
    secrets,
  })
}

/** @throws UserError when no deployment is named. */
export function deploymentName(settings: SettingReader): string {
  const name = textOf(settings, KUBERNETES_SETTINGS.deployment)
  if (name !== null) return name
  throw new UserError(
    'a deployment is needed: --deployment (or DYN_PARENT_DGD_K8S_NAME) is missing',
  )
}
