import type { ClusterClient } from './cluster-client.js'
import { shippedToken } from './deploy.js'
import type { Frontend } from './frontend.js'
import { makeSample, type Sample, SERVICES } from './graph-deployment.js'
import { writeKubeconfig } from './kubeconfig.js'
import { type LiveProcess, startLive } from './live-process.js'
import { runPlanner, scratchFolder } from './planner.js'
import { until } from './until.js'

export const MAX_GPUS = 64

/** What all tests of acting planners have in common. */
export interface PlannerStart {
  /** Prometheus, or what stands before it. */
  readonly prometheus: string
  readonly intervalSeconds: number
  readonly predictor?: 'constant' | 'kalman'
  readonly more?: readonly string[]
  /** To go on in the journal of another one. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** `planner live --environment virtual` that acts on that etcd. */
export function startVirtualPlanner(etcd: URL, start: PlannerStart): LiveProcess {
  const args = [
    ...['--environment', 'virtual', '--model-name', 'llama'],
    ...['--prefill-engine-num-gpu', '1', '--decode-engine-num-gpu', '1'],
  ]
  return startActing(args, { ...start, env: { ETCD_ENDPOINTS: etcd.origin, ...start.env } })
}

/** A deployment with its operator at hand, and access to it with the shipped Role. */
export interface PlannedDeployment {
  readonly sample: Sample
  readonly kubeconfig: string
}

/** GPUs of one replica of the sample. */
export const GPUS = { prefill: 1, decode: 2 }

/** The services of the sample, of the model that the frontend counts. */
export const LLAMA = SERVICES.map((service) =>
  service.args === undefined ? service : { ...service, args: ['--model', 'llama'] },
)

/** `url`: what stands before the API server. */
export async function makePlanned(client: ClusterClient, url?: string): Promise<PlannedDeployment> {
  const sample = await makeSample(client, 'v1beta1', LLAMA)
  await sample.makeAdapters()
  const token = await shippedToken(client, sample.namespace)
  const kubeconfig = await kubeconfigOf(sample, token, url)
  return { sample, kubeconfig }
}

/** Written once the API server has heard of the token's rights. */
export async function kubeconfigOf(sample: Sample, token: string, url?: string): Promise<string> {
  const { cluster } = sample.client
  const { namespace } = sample
  const path = writeKubeconfig({ ...cluster, url: url ?? cluster.url }, { namespace, token })
  const args = ['--kubeconfig', path, '--deployment', sample.name]
  await until('the Role is known', async () => {
    const { exitCode } = await runPlanner(['scale', 'set', 'decode=1', ...args], {
      cwd: scratchFolder(),
    })
    return exitCode === 0
  })
  return path
}

/** `planner live --environment kubernetes` that acts; GPUs and the model are the deployment's to say. */
export function startKubernetesPlanner(
  { sample, kubeconfig }: PlannedDeployment,
  start: PlannerStart,
): LiveProcess {
  const args = ['--environment', 'kubernetes', '--kubeconfig', kubeconfig]
  return startActing([...args, '--deployment', sample.name], start)
}

function startActing(args: readonly string[], start: PlannerStart): LiveProcess {
  const { prometheus, intervalSeconds, predictor = 'constant', more = [], cwd, env } = start
  return startLive(
    [
      ...args,
      ...['--profile', 'h200-llama-3.1-8b', '--load-predictor', predictor],
      ...['--adjustment-interval', `${intervalSeconds}`, '--max-staleness', '2'],
      ...['--initial-wait-seconds', '0', '--scaling-check-interval', '0.2'],
      ...['--max-gpu-budget', `${MAX_GPUS}`, '--metric-pulling-prometheus-endpoint', prometheus],
      ...more,
    ],
    { ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) },
  )
}

/** High and low by turns, so that there is always something to order. */
export function swing(frontend: Frontend, seconds: number): { stop(): void } {
  let isHigh = false
  const timer = setInterval(() => {
    isHigh = !isHigh
    frontend.setRate(isHigh ? 800 : 40)
  }, seconds * 1000)
  return { stop: () => clearInterval(timer) }
}
