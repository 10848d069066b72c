export interface ApiRequest {
  /** As RBAC names it; also decides the HTTP method. */
  readonly verb: 'get' | 'list' | 'create' | 'update' | 'patch'
  readonly group: string
  readonly version: string
  /** With the subresource: `dynamographdeploymentscalingadapters/scale`. Absent for discovery. */
  readonly resource?: string
  readonly name?: string
  readonly body?: unknown
  /** How a patch is to be read; RFC 7396 or RFC 6902. */
  readonly patch?: 'merge' | 'json'
  /** The server checks everything and stores nothing. */
  readonly isDryRun?: boolean
  /** How long from now a write may still take effect, asked right before it is sent; absent: any time. */
  readonly secondsToWrite?: () => number
  readonly signal?: AbortSignal | undefined
}

/** `patch dynamographdeployments demo`. */
export function doing({ verb, group, version, resource, name }: ApiRequest): string {
  if (resource === undefined) return `discover ${group}/${version}`
  return [verb, resource, name].filter((part) => part !== undefined).join(' ')
}
