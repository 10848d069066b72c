import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A write as the API server itself wrote it down. */
export interface AuditedWrite {
  /** When it came, ms since 1970. */
  readonly atMs: number
  readonly verb: string
  /** With the subresource. */
  readonly resource: string
  readonly namespace: string
  readonly name: string
  readonly user: string
  /** Id of the token that it was sent with; null where it has none. */
  readonly credential: string | null
  readonly status: number
  readonly sent: unknown
  /** The object afterwards, or the refusal. */
  readonly answer: Stored
}

export interface Stored {
  readonly metadata?: { readonly resourceVersion?: string }
  readonly spec?: Readonly<Record<string, unknown>>
}

/** All that is written to the resources a planner writes to, with what was sent and answered. */
const POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    {
      level: 'RequestResponse',
      verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
      resources: [{ group: 'nvidia.com' }, { group: 'coordination.k8s.io', resources: ['leases'] }],
    },
    { level: 'None' },
  ],
}

/** Arguments of an API server that keeps a log of writes in that folder. */
export function auditArgs(folder: string): string[] {
  const policy = join(folder, 'audit-policy.yaml')
  writeFileSync(policy, JSON.stringify(POLICY))
  return [
    `--audit-policy-file=${policy}`,
    `--audit-log-path=${auditLog(folder)}`,
    '--audit-log-mode=blocking',
  ]
}

export function auditLog(folder: string): string {
  return join(folder, 'audit.log')
}

interface AuditEvent {
  readonly verb: string
  readonly requestReceivedTimestamp: string
  readonly user: {
    readonly username: string
    readonly extra?: Readonly<Record<string, readonly string[]>>
  }
  readonly objectRef: {
    readonly resource: string
    readonly subresource?: string
    readonly namespace: string
    readonly name?: string
  }
  readonly responseStatus: { readonly code: number }
  readonly requestObject?: unknown
  readonly responseObject?: Stored
}

/** Every write in a namespace, refused ones too, in the order in which the server carried them out. */
export function readAuditedWrites(log: string, namespace: string): readonly AuditedWrite[] {
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1)
  return lines
    .map((line) => writeOf(JSON.parse(line) as AuditEvent))
    .filter((write) => write.namespace === namespace)
}

/** Its place among all that the server has stored; a write that was refused has none. */
export function revisionOf({ status, answer }: AuditedWrite): number | null {
  const revision = answer.metadata?.resourceVersion
  return status < 300 && revision !== undefined ? Number(revision) : null
}

function writeOf(event: AuditEvent): AuditedWrite {
  const { resource, subresource, namespace, name } = event.objectRef
  return {
    atMs: Date.parse(event.requestReceivedTimestamp),
    verb: event.verb,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    namespace,
    name: name ?? '',
    user: event.user.username,
    credential: event.user.extra?.['authentication.kubernetes.io/credential-id']?.[0] ?? null,
    status: event.responseStatus.code,
    sent: event.requestObject ?? null,
    answer: event.responseObject ?? {},
  }
}
