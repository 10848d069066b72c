import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import type { ClusterClient, Manifest } from './cluster-client.js'

export interface RoleRule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  readonly resourceNames?: readonly string[]
}

export const DEPLOY = fileURLToPath(new URL('../../deploy/kustomize/', import.meta.url))

/** The manifests of one file of deploy/kustomize. */
export function readManifests(file: string): readonly Manifest[] {
  return parseAllDocuments(readFileSync(DEPLOY + file, 'utf8')).map((document) => document.toJS())
}

/** The rules of the Role that we ship. */
export function shippedRules(): readonly RoleRule[] {
  const [role] = readManifests('role.yaml') as unknown as { rules: RoleRule[] }[]
  return role!.rules
}

/** A real token of the shipped ServiceAccount, bound to the shipped Role or one with other rules. */
export async function shippedToken(
  client: ClusterClient,
  namespace: string,
  rules: readonly RoleRule[] = shippedRules(),
): Promise<string> {
  for (const file of ['service-account.yaml', 'role.yaml', 'role-binding.yaml']) {
    for (const manifest of readManifests(file)) {
      const changed = manifest.kind === 'Role' ? { rules } : {}
      await client.create({
        ...manifest,
        ...changed,
        metadata: { ...manifest.metadata, namespace },
        ...('subjects' in manifest
          ? { subjects: (manifest.subjects as object[]).map((one) => ({ ...one, namespace })) }
          : {}),
      })
    }
  }
  return client.serviceAccountToken(namespace, 'planner')
}
