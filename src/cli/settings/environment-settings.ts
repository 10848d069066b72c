import { parseEtcdEndpoints } from '../../connectors/etcd/endpoints.js'
import type { Setting } from './setting.js'

export type EnvironmentName = 'kubernetes' | 'virtual' | 'none'

const etcd = { group: 'ETCD' } as const
const kubernetes = { group: 'KUBERNETES' } as const

/** How etcd is reached; the variables are those of NVIDIA Dynamo's runtime. */
export const ETCD_SETTINGS = {
  endpoints: {
    ...etcd,
    kind: 'parsed',
    flag: 'etcd-endpoints',
    env: 'ETCD_ENDPOINTS',
    placeholder: 'URLS',
    default: 'http://localhost:2379',
    allowed: 'http(s)://host:port, several joined by commas',
    parse: (value) => (typeof value === 'string' ? parseEtcdEndpoints(value) : undefined),
    description: 'members of the etcd cluster',
  },
  user: {
    ...etcd,
    kind: 'text',
    flag: 'etcd-user',
    env: 'ETCD_AUTH_USERNAME',
    placeholder: 'NAME',
    description: 'user to log in as; the password is ETCD_AUTH_PASSWORD, or in a file',
  },
  passwordFile: {
    ...etcd,
    kind: 'text',
    flag: 'etcd-password-file',
    placeholder: 'FILE',
    description: 'file that holds the password',
  },
  ca: {
    ...etcd,
    kind: 'text',
    flag: 'etcd-ca',
    env: 'ETCD_AUTH_CA',
    placeholder: 'FILE',
    description: 'certificate authority of the members, PEM',
  },
  cert: {
    ...etcd,
    kind: 'text',
    flag: 'etcd-cert',
    env: 'ETCD_AUTH_CLIENT_CERT',
    placeholder: 'FILE',
    description: 'client certificate, PEM',
  },
  key: {
    ...etcd,
    kind: 'text',
    flag: 'etcd-key',
    env: 'ETCD_AUTH_CLIENT_KEY',
    placeholder: 'FILE',
    description: "client certificate's key, PEM",
  },
  timeoutSeconds: {
    ...etcd,
    kind: 'number',
    flag: 'etcd-timeout',
    integer: false,
    unit: 's',
    above: 0,
    default: 5,
    description: 'longest wait for one answer',
  },
} as const satisfies Record<string, Setting>

/** How the API server and the deployment are found. */
export const KUBERNETES_SETTINGS = {
  deployment: {
    ...kubernetes,
    kind: 'text',
    flag: 'deployment',
    env: 'DYN_PARENT_DGD_K8S_NAME',
    placeholder: 'NAME',
    description: 'the DynamoGraphDeployment to scale',
  },
  k8sNamespace: {
    ...kubernetes,
    kind: 'text',
    flag: 'k8s-namespace',
    env: 'POD_NAMESPACE',
    placeholder: 'NAME',
    description: "Kubernetes namespace; not given: the pod's own, or the context's",
  },
  kubeconfig: {
    ...kubernetes,
    kind: 'text',
    flag: 'kubeconfig',
    placeholder: 'FILE',
    description: "not given: the pod's service account, else KUBECONFIG, else ~/.kube/config",
  },
  context: {
    ...kubernetes,
    kind: 'text',
    flag: 'context',
    placeholder: 'NAME',
    description: "context of the kubeconfig; not given: the file's current one",
  },
  apiTimeoutSeconds: {
    ...kubernetes,
    kind: 'number',
    flag: 'api-timeout',
    integer: false,
    unit: 's',
    above: 0,
    default: 10,
    description: 'longest wait for one answer of the API server',
  },
} as const satisfies Record<string, Setting>

/** Several planners of which one acts. */
export const LEADER_SETTINGS = {
  leaderElect: {
    kind: 'boolean',
    flag: 'leader-elect',
    group: 'LEADER',
    default: false,
    description: 'act only while holding a lease, so that several replicas of planner may run',
  },
  leaseName: {
    kind: 'text',
    flag: 'lease-name',
    group: 'LEADER',
    placeholder: 'NAME',
    default: 'planner',
    description: 'name of the Lease, or of the key in etcd',
  },
  leaseSeconds: {
    kind: 'number',
    flag: 'lease-seconds',
    group: 'LEADER',
    integer: true,
    unit: 's',
    least: 5,
    default: 15,
    description: 'time after which another takes over from a leader that is silent',
  },
} as const satisfies Record<string, Setting>
