/**
 * Custom resource definitions reduced to the fields a planner reads and writes, written from the fields' names:
 * an older cluster serves v1alpha1 only, a newer one stores v1beta1 and may still serve v1alpha1.
 */
export type World = 'v1alpha1' | 'v1beta1' | 'both'

type Version = 'v1alpha1' | 'v1beta1'

export const GROUP = 'nvidia.com'

const VERSIONS: Readonly<Record<World, readonly Version[]>> = {
  v1alpha1: ['v1alpha1'],
  v1beta1: ['v1beta1'],
  both: ['v1beta1', 'v1alpha1'],
}

const string = { type: 'string' }
const replicas = { type: 'integer', format: 'int32', minimum: 0 }
const quantity = { 'x-kubernetes-int-or-string': true }
const object = (properties: object) => ({ type: 'object', properties })
const list = (items: object) => ({ type: 'array', items })
const map = (additionalProperties: object) => ({ type: 'object', additionalProperties })

const multinode = object({ nodeCount: { type: 'integer', format: 'int32' } })
const gpu = object({ gpu: quantity })
const container = object({
  name: string,
  image: string,
  args: list(string),
  resources: object({ limits: map(quantity), requests: map(quantity) }),
})
const counts = map(
  object({ availableReplicas: replicas, readyReplicas: replicas, updatedReplicas: replicas }),
)
const condition = object({ type: string, status: string, reason: string, message: string })
const status = {
  conditions: list(condition),
  observedGeneration: { type: 'integer', format: 'int64' },
}

const DEPLOYMENT: Readonly<Record<Version, object>> = {
  v1alpha1: object({
    spec: object({
      services: map(
        object({
          replicas,
          multinode,
          subComponentType: string,
          resources: object({ limits: gpu, requests: gpu }),
          extraPodSpec: object({ mainContainer: object({ args: list(string) }) }),
        }),
      ),
    }),
    status: object({ ...status, services: counts }),
  }),
  v1beta1: object({
    spec: object({
      components: {
        ...list({
          ...object({
            name: string,
            type: string,
            replicas,
            multinode,
            podTemplate: object({ spec: object({ containers: list(container) }) }),
          }),
          required: ['name'],
        }),
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
      },
    }),
    status: object({ ...status, components: counts }),
  }),
}

const ADAPTER = object({
  spec: object({ dgdRef: object({ name: string, serviceName: string }), replicas }),
  status: object({ replicas, selector: string, lastScaleTime: string }),
})

const SCALE = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.status.selector',
}

/** Both definitions as a cluster of that world has them. */
export function crdsOf(world: World): readonly object[] {
  const versions = VERSIONS[world]
  return [
    crd('DynamoGraphDeployment', 'dgd', (version) => ({
      ...served(version, versions, DEPLOYMENT[version]),
      subresources: { status: {} },
    })),
    crd('DynamoGraphDeploymentScalingAdapter', 'dgdsa', (version) => ({
      ...served(version, versions, ADAPTER),
      subresources: { status: {}, scale: SCALE },
    })),
  ]

  function crd(kind: string, short: string, version: (name: Version) => object): object {
    const plural = `${kind.toLowerCase()}s`
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${GROUP}` },
      spec: {
        group: GROUP,
        scope: 'Namespaced',
        names: { kind, plural, singular: kind.toLowerCase(), shortNames: [short] },
        versions: versions.map(version),
      },
    }
  }
}

/** The first version is stored. */
function served(name: Version, versions: readonly Version[], openAPIV3Schema: object): object {
  return { name, served: true, storage: name === versions[0], schema: { openAPIV3Schema } }
}
