import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CLUSTER_BINARIES, sharedCluster } from '../helpers/cluster.js'
import type { ClusterClient } from '../helpers/cluster-client.js'
import { type RoleRule, shippedRules, shippedToken } from '../helpers/deploy.js'
import { type Frontend, startFrontend } from '../helpers/frontend.js'
import { makeSample } from '../helpers/graph-deployment.js'
import { writeKubeconfig } from '../helpers/kubeconfig.js'
import { LLAMA, startKubernetesPlanner } from '../helpers/live-planners.js'
import { startOperator } from '../helpers/operator.js'
import { describePrometheus } from '../helpers/prometheus-server.js'
import { describeWith } from '../helpers/server-binaries.js'
import { until } from '../helpers/until.js'

interface Permission {
  readonly rule: RoleRule
  readonly verb: string
  readonly resource: string
}

const PERMISSIONS: readonly Permission[] = shippedRules().flatMap((rule) =>
  rule.verbs.map((verb) => ({ rule, verb, resource: rule.resources[0]! })),
)

describePrometheus('planner live with the shipped Role less one permission', () => {
  describeWith(CLUSTER_BINARIES, 'on a real API server', () => {
    let client: ClusterClient
    let frontend: Frontend
    beforeAll(async () => {
      ;[client, frontend] = await Promise.all([sharedCluster('both'), startFrontend()])
      // Both pools must be ordered.
      frontend.setRate(800)
    })
    afterAll(() => frontend?.stop())

    it.each(PERMISSIONS)('$verb of $resource: says which rule the Role needs', async (missing) => {
      const { rule, verb, resource } = missing
      const sample = await makeSample(client, 'v1beta1', LLAMA)
      // The deployment itself is written where there are no adapters.
      if (resource !== 'dynamographdeployments' || verb === 'get') await sample.makeAdapters()
      const rules = shippedRules().map((one) =>
        one.resources[0] === resource && one.verbs.includes(verb)
          ? { ...one, verbs: one.verbs.filter((other) => other !== verb) }
          : one,
      )
      const { namespace } = sample
      const token = await shippedToken(
        client,
        namespace,
        rules.filter(({ verbs }) => verbs.length > 0),
      )
      const stopOperator = startOperator(sample)
      // The authorizer hears of a new binding a moment later.
      await sleep(500)
      const kubeconfig = writeKubeconfig(client.cluster, { namespace, token })
      const live = startKubernetesPlanner(
        { sample, kubeconfig },
        {
          ...{ prometheus: frontend.prometheus.url, intervalSeconds: 1 },
          more: ['--leader-elect', '--lease-seconds', '5'],
        },
      )
      const needed = `the Role needs the rule {apiGroups: ["${rule.apiGroups[0]}"], resources: ["${resource}"], verbs: ["${verb}"]}`
      const said = () => live.log().replaceAll('\\"', '"')
      try {
        await until('it says so', () => said().includes(needed), 20).catch(() => undefined)
        expect(said()).toContain(needed)
        // No other rule is missed.
        expect(said().replaceAll(needed, '')).not.toContain('the Role needs')
      } finally {
        live.child.kill('SIGKILL')
        await stopOperator()
      }
    })
  })
})
