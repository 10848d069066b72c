import type { HttpCall } from '../../../src/connectors/http-call.js'
import type { MemoryAnswer, MemoryServer, Sent } from './faulty-wire.js'

export interface KubernetesObject {
  readonly metadata: {
    readonly name: string
    readonly resourceVersion: string
    readonly generation: number
    /** A new one for each object that is made, growing. */
    readonly uid: string
  }
  readonly spec: { readonly replicas?: number; readonly [field: string]: unknown }
  readonly status?: unknown
}

type Json = unknown
type Fields = Readonly<Record<string, Json>>

/** Told of each object that a request changed, before its answer; throws to refuse. */
export type OnChange = (path: string, object: KubernetesObject, sent: Sent) => void

/**
 * An API server over a map, as far as the product uses it: discovery, get, create, update, merge and JSON patches,
 * the scale subresource, and a conflict for whoever writes onto another version than the one that stands.
 * Paths are `plural/name`. That the real one behaves so is tested against the real one.
 */
export class MemoryKubernetes implements MemoryServer {
  private readonly objects = new Map<string, KubernetesObject>()
  private version = 0

  constructor(
    /** Resources by `group/version`. */
    private readonly served: Readonly<Record<string, readonly string[]>>,
    private readonly onChange: OnChange,
  ) {}

  read(path: string): KubernetesObject | undefined {
    return this.objects.get(path)
  }

  /** By whoever is not a planner. */
  put(path: string, parts: { readonly spec: Fields; readonly status?: Json }): KubernetesObject {
    return this.store(path, { ...this.objects.get(path), ...parts })
  }

  delete(path: string): void {
    this.objects.delete(path)
  }

  handle({ method, url, headers, body }: HttpCall, sent: Sent): MemoryAnswer {
    const [, , group, version, , , plural, name, subresource] = url.pathname.split('/')
    const resources = this.served[`${group}/${version}`]
    if (resources === undefined) return { status: 404, body: '404 page not found' }
    if (plural === undefined) {
      return { status: 200, body: { resources: resources.map((one) => ({ name: one })) } }
    }
    const content = body === undefined ? undefined : (JSON.parse(body) as Json)
    const path = `${plural}/${name ?? (content as KubernetesObject).metadata.name}`
    const found = this.objects.get(path)
    if (method === 'POST') {
      if (found !== undefined) return refusal(409, 'it exists')
      return this.change(path, { next: content as Fields, sent, status: 201 })
    }
    if (found === undefined) return refusal(404, 'not found')
    if (method === 'GET') return { status: 200, body: subresource ? scaleOf(found) : found }
    const isJsonPatch = headers['content-type'] === 'application/json-patch+json'
    const next = method === 'PUT' ? content : patched(found, content, isJsonPatch)
    if (next === undefined) return refusal(422, 'the test of a patch failed')
    const standing = found.metadata.resourceVersion
    const { resourceVersion } = (next as Partial<KubernetesObject>).metadata ?? {}
    // Without a version a write is onto whatever stands.
    if ((resourceVersion ?? standing) !== standing) return refusal(409, 'it has changed')
    const answer = this.change(path, { next: next as Fields, sent, status: 200 })
    return subresource ? { ...answer, body: scaleOf(answer.body as KubernetesObject) } : answer
  }

  private change(
    path: string,
    { next, sent, status }: { readonly next: Fields; readonly sent: Sent; readonly status: number },
  ): MemoryAnswer {
    const before = this.objects.get(path)
    if (before !== undefined && isSame(before.spec, next.spec)) return { status, body: before }
    const object = this.store(path, next)
    this.onChange(path, object, sent)
    return { status, body: object }
  }

  private store(path: string, parts: Fields): KubernetesObject {
    const before = this.objects.get(path)
    const version = ++this.version
    const isNewSpec = !isSame(before?.spec, parts.spec)
    const metadata = {
      name: path.split('/')[1]!,
      resourceVersion: String(version),
      generation: (before?.metadata.generation ?? 0) + (isNewSpec ? 1 : 0),
      uid: before?.metadata.uid ?? String(version),
    }
    const object = { ...parts, metadata } as unknown as KubernetesObject
    this.objects.set(path, object)
    return object
  }
}

/** RFC 7396, or the part of RFC 6902 that the product sends; undefined when a test fails. */
function patched(object: Json, patch: Json, isJsonPatch: boolean): Json {
  return isJsonPatch ? jsonPatched(object, patch as readonly Operation[]) : merged(object, patch)
}

function merged(object: Json, patch: Json): Json {
  if (!isObject(patch)) return patch
  const result: Record<string, Json> = isObject(object) ? { ...object } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = merged(result[key], value)
  }
  return result
}

interface Operation {
  readonly op: 'test' | 'replace' | 'add'
  readonly path: string
  readonly value: Json
}

function jsonPatched(object: Json, patch: readonly Operation[]): Json {
  const result = structuredClone(object) as Record<string, Json>
  for (const { op, path, value } of patch) {
    const keys = path.split('/').slice(1)
    const last = keys.pop()!
    const place = keys.reduce((at, key) => at?.[key] as Record<string, Json>, result)
    if (op === 'test' ? place?.[last] !== value : place === undefined) return undefined
    place[last] = value
  }
  return result
}

function scaleOf({ metadata, spec }: KubernetesObject): object {
  return { metadata, spec: { replicas: spec.replicas } }
}

function refusal(code: number, message: string): MemoryAnswer {
  return { status: code, body: { kind: 'Status', code, message } }
}

const isObject = (value: Json): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSame = (one: Json, other: Json) => JSON.stringify(one) === JSON.stringify(other)
