import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLUSTER_BINARIES, sharedCluster } from '../helpers/cluster.js'
import type { ClusterClient } from '../helpers/cluster-client.js'
import { shippedToken } from '../helpers/deploy.js'
import { makeSample, type Sample } from '../helpers/graph-deployment.js'
import { writeKubeconfig } from '../helpers/kubeconfig.js'
import { errorLine, runPlanner, scratchFolder } from '../helpers/planner.js'
import { describeWith } from '../helpers/server-binaries.js'
import { until } from '../helpers/until.js'

const cwd = scratchFolder()

describeWith(CLUSTER_BINARIES, 'planner scale, with the shipped Role', () => {
  let client: ClusterClient
  let sample: Sample
  let kubeconfig: string
  beforeAll(async () => {
    client = await sharedCluster('both')
  })
  beforeEach(async () => {
    sample = await makeSample(client, 'v1beta1')
    await sample.makeAdapters()
    const { namespace } = sample
    const token = await shippedToken(client, namespace)
    kubeconfig = writeKubeconfig(client.cluster, { namespace, token })
    await until('the Role is known', async () => (await planner('set', 'decode=1')).exitCode === 0)
  })

  function planner(...args: readonly string[]) {
    const env = { DYN_PARENT_DGD_K8S_NAME: sample.name }
    return runPlanner(['scale', ...args, '--kubeconfig', kubeconfig], { cwd, env })
  }

  it('adds and removes a replica, and says from how many to how many', async () => {
    expect((await planner('add', 'decode')).stdout).toBe('decode: 1 → 2 replicas\n')
    expect(await sample.readAdapter('DecodeWorker')).toBe(2)
    await sample.operate()
    expect((await planner('remove', 'decode')).stdout).toBe('decode: 2 → 1 replica\n')
    await sample.operate()
    expect((await planner('remove', 'prefill')).stdout).toBe('prefill: 1 → 0 replicas\n')
    await sample.operate()
    const refused = await planner('remove', 'prefill')
    expect(refused.exitCode).toBe(2)
    expect(errorLine(refused)).toBe('prefill has no replica that could be removed')
  })

  it('sets counts, as JSON when asked', async () => {
    const { stdout } = await planner('set', 'prefill=3', 'decode=1', '--json')
    expect(JSON.parse(stdout)).toEqual([
      { role: 'prefill', from: 1, to: 3 },
      { role: 'decode', from: 1, to: 1 },
    ])
    expect(await sample.readAdapter('PrefillWorker')).toBe(3)
  })

  it('stores nothing in a dry run', async () => {
    const { stdout } = await planner('set', 'prefill=3', '--dry-run')
    expect(stdout).toBe('prefill: 1 → 3 replicas (dry run: nothing was stored)\n')
    expect(await sample.readAdapter('PrefillWorker')).toBe(1)
  })

  it('waits until the replicas are ready, and says what is missing when they never are', async () => {
    const wait = ['--blocking', '--scaling-check-interval', '0.05']
    const blocked = planner('set', 'decode=3', ...wait)
    await until('the order', async () => (await sample.readAdapter('DecodeWorker')) === 3)
    await sample.operate()
    expect((await blocked).stdout).toBe('decode: 1 → 3 replicas\n')
    const late = planner('set', 'decode=5', ...wait, '--scaling-max-wait', '1')
    await until('the order', async () => (await sample.readAdapter('DecodeWorker')) === 5)
    await sample.operate({ DecodeWorker: 4 })
    const { exitCode, stderr } = await late
    expect(exitCode).toBe(3)
    expect(stderr).toContain('not ready after 1 s: decode 4 of 5')
  })

  it('does not order a pool that is rolling out, and says what it did to the other', async () => {
    await sample.operate({ DecodeWorker: 0 })
    const refused = await planner('set', 'prefill=2', 'decode=2')
    expect(refused.exitCode).toBe(3)
    expect(errorLine(refused)).toBe(
      'not scaled: decode is rolling out: 1 desired, 1 updated, 0 running; prefill was scaled from 1 to 2',
    )
  })

  it.each([
    [['add', 'router'], 2, "component 'router' is not known; it must be one of prefill, decode"],
    [['set'], 2, 'EmptyTargetReplicas: no replicas are given'],
    [
      ['set', 'decode=-1'],
      2,
      "'decode=-1' is not allowed; it must be component=replicas, a whole number",
    ],
    [['set', 'decode=1', 'decode=2'], 2, 'decode is given twice'],
    [
      ['add', 'decode', '--blocking', '--dry-run'],
      2,
      '--blocking has no effect with --dry-run; give one of them',
    ],
    [
      ['add', 'decode', '--context', 'other'],
      2,
      "--context: 'other' is not known; it must be one of planner, nobody",
    ],
    [
      ['add', 'decode', '--context', 'nobody'],
      3,
      'API server: discover nvidia.com/v1beta1: status 401: Unauthorized',
    ],
    [
      ['add', 'decode', '--deployment', 'none'],
      2,
      'DynamoGraphDeploymentNotFound: there is no DynamoGraphDeployment none in namespace NAMESPACE',
    ],
  ])('%j ends with %i and says why', async (args, exitCode, message) => {
    const ended = await planner(...args)
    expect(errorLine(ended).replace(sample.namespace, 'NAMESPACE')).toBe(message)
    expect(ended.exitCode).toBe(exitCode)
    expect(ended.stderr).not.toContain('no-such-token')
  })
})

describe('planner scale without a cluster', () => {
  const named = ['--deployment', 'demo']
  it.each([
    [['add', 'decode'], 2, /^a deployment is needed: --deployment/],
    [['add', 'decode', ...named], 2, /^no API server is known: this is no pod/],
    [['add', 'decode', ...named, '--kubeconfig', 'none.yaml'], 2, /^kubeconfig none.yaml: ENOENT/],
  ])('%j ends with %i and says why', async (args, exitCode, message) => {
    const env = { HOME: cwd }
    const ended = await runPlanner(['scale', ...args], { cwd, env })
    expect(errorLine(ended)).toMatch(message)
    expect(ended.exitCode).toBe(exitCode)
  })
})
