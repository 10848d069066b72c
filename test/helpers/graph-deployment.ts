import type { ClusterClient } from './cluster-client.js'
import { GROUP } from './crds.js'

export type ApiVersion = 'v1alpha1' | 'v1beta1'

/** One service of a deployment that a test makes; `missing` leaves its replicas out. */
export interface SampleService {
  readonly name: string
  readonly type?: string
  readonly replicas: number | 'missing'
  readonly gpus?: string | number
  readonly nodes?: number
  readonly args?: readonly string[]
}

export const SERVICES: readonly SampleService[] = [
  { name: 'Frontend', type: 'frontend', replicas: 1 },
  { name: 'PrefillWorker', type: 'prefill', replicas: 1, gpus: 1, args: ['--model', 'Qwen/Qwen3'] },
  { name: 'DecodeWorker', type: 'decode', replicas: 1, gpus: 2, args: ['--model=qwen/qwen3'] },
]

export interface Sample {
  readonly client: ClusterClient
  readonly version: ApiVersion
  readonly namespace: string
  readonly name: string
  /** Makes a scaling adapter for each service. */
  makeAdapters(): Promise<void>
  readReplicas(service: string): Promise<number | undefined>
  readAdapter(service: string): Promise<number | undefined>
  patch(path: string, body: object): Promise<void>
  /** The operator's work, once: adapters → deployment → status, all running but what is said to be stuck. */
  operate(stuck?: Readonly<Record<string, number>>): Promise<void>
}

/** A deployment in a namespace of its own, which its operator has brought up. */
export async function makeSample(
  client: ClusterClient,
  version: ApiVersion,
  services: readonly SampleService[] = SERVICES,
): Promise<Sample> {
  const namespace = await client.createNamespace()
  const name = 'demo'
  const root = `/apis/${GROUP}/${version}/namespaces/${namespace}`
  const path = `${root}/dynamographdeployments/${name}`
  const adapterPath = (service: string) =>
    `${root}/dynamographdeploymentscalingadapters/${name}-${service.toLowerCase()}`
  await client.create({
    apiVersion: `${GROUP}/${version}`,
    kind: 'DynamoGraphDeployment',
    metadata: { name, namespace },
    spec: version === 'v1alpha1' ? alphaSpec(services) : betaSpec(services),
  })

  async function patch(at: string, body: object): Promise<void> {
    const type = 'application/merge-patch+json'
    const answer = await client.send('PATCH', at, { body, type })
    if (answer.status !== 200) throw new Error(`not patched: ${JSON.stringify(answer.body)}`)
  }

  async function read(): Promise<Stored> {
    return (await client.send('GET', path)).body as Stored
  }

  async function handOn(): Promise<void> {
    const stored = await read()
    for (const { name: service, replicas } of servicesIn(stored)) {
      const wanted = await sample.readAdapter(service)
      if (wanted !== undefined && wanted !== replicas) await setReplicas(stored, service, wanted)
    }
  }

  async function setReplicas(stored: Stored, service: string, replicas: number): Promise<void> {
    if (version === 'v1alpha1') {
      return patch(path, { spec: { services: { [service]: { replicas } } } })
    }
    const components = (await read()).spec.components!.map((component) =>
      component.name === service ? { ...component, replicas } : component,
    )
    await patch(path, { spec: { ...stored.spec, components } })
  }

  const sample: Sample = {
    ...{ client, version, namespace, name, patch },
    async makeAdapters() {
      for (const service of services) {
        await client.create({
          apiVersion: `${GROUP}/${version}`,
          kind: 'DynamoGraphDeploymentScalingAdapter',
          metadata: { name: `${name}-${service.name.toLowerCase()}`, namespace },
          spec: {
            dgdRef: { name, serviceName: service.name },
            ...(service.replicas === 'missing' ? {} : { replicas: service.replicas }),
          },
        })
      }
    },
    async readReplicas(service) {
      return servicesIn(await read()).find((one) => one.name === service)?.replicas
    },
    async readAdapter(service) {
      const { status, body } = await client.send('GET', adapterPath(service))
      return status === 200 ? (body as { spec: { replicas?: number } }).spec.replicas : undefined
    },
    async operate(stuck = {}) {
      await handOn()
      const stored = await read()
      const counts = servicesIn(stored).map(({ name: service, replicas = 0 }) => {
        const running = Math.min(replicas, stuck[service] ?? replicas)
        return [
          service,
          { availableReplicas: running, readyReplicas: running, updatedReplicas: replicas },
        ]
      })
      const isReady = Object.keys(stuck).length === 0
      await patch(`${path}/status`, {
        status: {
          observedGeneration: stored.metadata.generation,
          conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
          [version === 'v1alpha1' ? 'services' : 'components']: Object.fromEntries(counts),
        },
      })
    },
  }
  await sample.operate()
  return sample
}

interface StoredService {
  readonly name: string
  readonly replicas?: number
}

interface Stored {
  readonly metadata: { readonly generation: number }
  readonly spec: {
    readonly services?: Readonly<Record<string, Omit<StoredService, 'name'>>>
    readonly components?: readonly StoredService[]
  }
}

function servicesIn({ spec }: Stored): readonly StoredService[] {
  return (
    spec.components ??
    Object.entries(spec.services ?? {}).map(([name, service]) => ({ ...service, name }))
  )
}

function alphaSpec(services: readonly SampleService[]): object {
  const entries = services.map(({ name, type, replicas, gpus, nodes, args }) => [
    name,
    {
      ...(replicas === 'missing' ? {} : { replicas }),
      ...(type === undefined ? {} : { subComponentType: type }),
      ...(gpus === undefined ? {} : { resources: { limits: { gpu: gpus } } }),
      ...(nodes === undefined ? {} : { multinode: { nodeCount: nodes } }),
      ...(args === undefined ? {} : { extraPodSpec: { mainContainer: { args } } }),
    },
  ])
  return { services: Object.fromEntries(entries) }
}

function betaSpec(services: readonly SampleService[]): object {
  const components = services.map(({ name, type, replicas, gpus, nodes, args = [] }) => {
    const resources = gpus === undefined ? {} : { limits: { 'nvidia.com/gpu': gpus } }
    return {
      name,
      ...(replicas === 'missing' ? {} : { replicas }),
      ...(type === undefined ? {} : { type }),
      ...(nodes === undefined ? {} : { multinode: { nodeCount: nodes } }),
      podTemplate: { spec: { containers: [{ name: 'main', image: 'engine', args, resources }] } },
    }
  })
  return { components }
}
