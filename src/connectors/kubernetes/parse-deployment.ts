import * as z from 'zod'
import { ConnectorError } from '../connector-error.js'
import { PlannerError } from '../planner-error.js'
import type { ApiVersion, Deployment, Service, ServiceStatus } from './deployment.js'

const COUNT = z.int().min(0)
const QUANTITY = z.union([z.string(), z.number()])
const METADATA = z.object({
  name: z.string(),
  resourceVersion: z.string(),
  generation: z.int().optional(),
  deletionTimestamp: z.string().optional(),
})
const STATUS = z.object({
  observedGeneration: z.int().optional(),
  conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
})
const COUNTS = z.record(
  z.string(),
  z.object({
    availableReplicas: COUNT.optional(),
    readyReplicas: COUNT.optional(),
    updatedReplicas: COUNT.optional(),
  }),
)
const NODES = z.object({ nodeCount: z.int().min(1).default(1) })

const V1ALPHA1 = z.object({
  metadata: METADATA,
  spec: z.object({
    services: z
      .record(
        z.string(),
        z.object({
          replicas: COUNT.nullish(),
          subComponentType: z.string().optional(),
          resources: z
            .object({
              limits: z.object({ gpu: QUANTITY.optional() }).optional(),
              requests: z.object({ gpu: QUANTITY.optional() }).optional(),
            })
            .optional(),
          multinode: NODES.optional(),
          extraPodSpec: z
            .object({
              mainContainer: z.object({ args: z.array(z.string()).optional() }).optional(),
            })
            .optional(),
        }),
      )
      .default({}),
  }),
  status: STATUS.extend({ services: COUNTS.default({}) }).optional(),
})

const GPU = z.object({ 'nvidia.com/gpu': QUANTITY.optional() }).optional()
const CONTAINER = z.object({
  name: z.string(),
  args: z.array(z.string()).optional(),
  resources: z.object({ limits: GPU, requests: GPU }).optional(),
})
const V1BETA1 = z.object({
  metadata: METADATA,
  spec: z.object({
    components: z
      .array(
        z.object({
          name: z.string(),
          type: z.string().optional(),
          replicas: COUNT.nullish(),
          multinode: NODES.optional(),
          podTemplate: z
            .object({ spec: z.object({ containers: z.array(CONTAINER).default([]) }).optional() })
            .optional(),
        }),
      )
      .default([]),
  }),
  status: STATUS.extend({ components: COUNTS.default({}) }).optional(),
})

/** Both API versions as one. @throws PlannerError for a deployment that goes, or says GPUs that are no count. */
export function parseDeployment(version: ApiVersion, body: unknown): Deployment {
  return version === 'v1alpha1' ? fromV1alpha1(body) : fromV1beta1(body)
}

function fromV1alpha1(body: unknown): Deployment {
  const { metadata, spec, status } = checked(V1ALPHA1, body)
  const services = Object.entries(spec.services).map(([name, service], index): Service => {
    const { limits, requests } = service.resources ?? {}
    return {
      name,
      index,
      type: service.subComponentType ?? null,
      replicas: service.replicas ?? 0,
      gpus: gpuCount(limits?.gpu ?? requests?.gpu, { nodes: service.multinode?.nodeCount, name }),
      args: service.extraPodSpec?.mainContainer?.args ?? [],
      status: statusOf(status?.services[name]),
    }
  })
  return { ...deploymentOf(metadata, status), services }
}

function fromV1beta1(body: unknown): Deployment {
  const { metadata, spec, status } = checked(V1BETA1, body)
  const services = spec.components.map((component, index): Service => {
    const { name, podTemplate, multinode } = component
    const main = podTemplate?.spec?.containers.find((container) => container.name === 'main')
    const { limits, requests } = main?.resources ?? {}
    const gpus = limits?.['nvidia.com/gpu'] ?? requests?.['nvidia.com/gpu']
    return {
      name,
      index,
      type: component.type ?? null,
      replicas: component.replicas ?? 0,
      gpus: gpuCount(gpus, { nodes: multinode?.nodeCount, name }),
      args: main?.args ?? [],
      status: statusOf(status?.components[name]),
    }
  })
  return { ...deploymentOf(metadata, status), services }
}

function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const { data, error } = schema.safeParse(body)
  if (data !== undefined) return data
  const { path, message } = error!.issues[0]!
  throw new ConnectorError(
    `the deployment is not what its API version says: ${path.join('.')}: ${message}`,
  )
}

function deploymentOf(
  { name, resourceVersion, generation, deletionTimestamp }: z.infer<typeof METADATA>,
  status: z.infer<typeof STATUS> | undefined,
): Omit<Deployment, 'services'> {
  if (deletionTimestamp !== undefined) {
    throw new PlannerError('DynamoGraphDeploymentNotFound', `${name} is being deleted`)
  }
  const ready = status?.conditions.find(({ type }) => type === 'Ready')
  const observed = status?.observedGeneration
  return {
    name,
    resourceVersion,
    isObserved: observed === undefined || generation === undefined || observed >= generation,
    isReady: ready === undefined ? null : ready.status === 'True',
  }
}

function statusOf(counts: z.infer<typeof COUNTS>[string] | undefined): ServiceStatus | null {
  if (counts === undefined) return null
  const { availableReplicas, readyReplicas, updatedReplicas } = counts
  return {
    running: availableReplicas ?? readyReplicas ?? 0,
    updated: updatedReplicas ?? 0,
  }
}

function gpuCount(
  quantity: string | number | undefined,
  { nodes = 1, name }: { nodes?: number | undefined; name: string },
): number | null {
  if (quantity === undefined) return null
  if (/^[1-9]\d{0,5}$/.test(String(quantity))) return Number(quantity) * nodes
  throw new PlannerError(
    'DeploymentValidation',
    `service ${name} asks for '${quantity}' GPUs; it must be a whole number, at least 1`,
  )
}
