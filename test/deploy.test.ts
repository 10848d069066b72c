import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Plugin } from '@oclif/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { parseConfig } from '../src/cli/settings/config-file.js'
import { MONITORING } from './deploy/monitoring.js'
import { CLUSTER_BINARIES, sharedCluster } from './helpers/cluster.js'
import type { ClusterClient } from './helpers/cluster-client.js'
import { DEPLOY, shippedRules } from './helpers/deploy.js'
import { writeKubeconfig } from './helpers/kubeconfig.js'
import { describeWith, findBinary } from './helpers/server-binaries.js'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

interface Built {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly rules?: unknown
  readonly spec?: { readonly template?: { readonly metadata: object; readonly spec: PodSpec } }
}

interface PodSpec {
  readonly serviceAccountName: string
  readonly containers: readonly { readonly args: readonly string[] }[]
}

const OPERATOR = 'monitoring.coreos.com'

function build(folder = DEPLOY): { readonly text: string; readonly manifests: readonly Built[] } {
  const text = execFileSync(findBinary('kubectl')!, ['kustomize', folder], { encoding: 'utf8' })
  return { text, manifests: parseAllDocuments(text).map((document) => document.toJS() as Built) }
}

const podOf = ({ manifests }: ReturnType<typeof build>) =>
  manifests.find(({ kind }) => kind === 'Deployment')!.spec!.template!

describeWith(['kubectl'], 'what kustomize makes of deploy/kustomize', () => {
  it('has the Role’s rules as they were written and tested', () => {
    expect(build().manifests.find(({ kind }) => kind === 'Role')!.rules).toEqual(shippedRules())
  })

  it('runs a command with flags that the program has', async () => {
    const plugin = new Plugin({ root: ROOT, isRoot: true })
    await plugin.load()
    const [id, ...flags] = podOf(build()).spec.containers[0]!.args
    const command = plugin.commands.find((one) => one.id === id)
    const names = flags.map((flag) => flag.replace(/^--|=.*$/g, ''))
    expect(Object.keys(command?.flags ?? {})).toEqual(expect.arrayContaining(names))
  })
})

describeWith([...CLUSTER_BINARIES, 'kubectl'], 'a real API server', () => {
  let client: ClusterClient
  beforeAll(async () => {
    client = await sharedCluster('both')
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
    const metadata = { name: build().manifests[0]!.metadata.namespace, labels }
    await client.send('POST', '/api/v1/namespaces', {
      body: { apiVersion: 'v1', kind: 'Namespace', metadata },
    })
  })

  it('accepts every manifest in deploy that needs no foreign CRD, without a warning', () => {
    const all = [DEPLOY, MONITORING].flatMap((folder) => build(folder).text.split('\n---\n'))
    const manifests = all.filter((text) => !text.includes(`apiVersion: ${OPERATOR}/`))
    expect(manifests.length).toBe(build().manifests.length + 1)
    const text = manifests.join('\n---\n')
    const token = client.cluster.adminToken
    const kubeconfig = writeKubeconfig(client.cluster, { namespace: 'default', token })
    const args = ['--kubeconfig', kubeconfig, 'apply', '--dry-run=server', '-f', '-']
    const output = execFileSync('sh', ['-c', '"$0" "$@" 2>&1', findBinary('kubectl')!, ...args], {
      input: text,
      encoding: 'utf8',
    })
    const lines = output.trimEnd().split('\n')
    expect(lines).toHaveLength(manifests.length)
    for (const line of lines) expect(line).toMatch(/^\S+ created \(server dry run\)$/)
  })

  it('lets the pod run under the restricted Pod Security Standard', async () => {
    const { namespace } = build().manifests[0]!.metadata
    const { metadata, spec } = podOf(build())
    const body = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, name: 'planner' },
      spec,
    }
    const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All&fieldValidation=Strict`
    expect(await client.send('POST', path, { body })).toMatchObject({ status: 201 })
    const root = { ...body, spec: { ...spec, securityContext: { runAsUser: 0 } } }
    expect(await client.send('POST', path, { body: root })).toMatchObject({ status: 403 })
  })
})

describe('deploy/kustomize/planner.yaml', () => {
  it('holds settings that the program knows', () => {
    const path = 'deploy/kustomize/planner.yaml'
    expect(parseConfig(readFileSync(ROOT + path, 'utf8'), path).size).toBeGreaterThan(0)
  })
})
