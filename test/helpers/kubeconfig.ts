import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cluster } from './cluster.js'
import { scratchFolder } from './planner.js'

/** A kubeconfig file with two contexts; `planner` is current, `nobody` has a token of nobody's. */
export function writeKubeconfig(
  { url, ca }: Cluster,
  { namespace, token }: { namespace: string; token: string },
): string {
  const context = (user: string) => ({
    name: user,
    context: { cluster: 'test', user, namespace },
  })
  const isPlain = url.startsWith('http:')
  const trust = isPlain ? { 'insecure-skip-tls-verify': true } : { 'certificate-authority': ca }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: url, ...trust } }],
    users: [
      { name: 'planner', user: { token } },
      { name: 'nobody', user: { token: 'no-such-token' } },
    ],
    contexts: [context('planner'), context('nobody')],
    'current-context': 'planner',
  }
  const path = join(scratchFolder(), 'kubeconfig.yaml')
  writeFileSync(path, JSON.stringify(config))
  return path
}
