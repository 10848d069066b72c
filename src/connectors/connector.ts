import type { PerRole } from '../domain/role.js'

/** What became of a decision handed to an environment. */
export type ApplyOutcome =
  | { readonly kind: 'applied' }
  /** Nothing to do: the environment was told these counts before. */
  | { readonly kind: 'unchanged' }
  /** Not taken now; the reason is one clause. The next decision tries anew. */
  | { readonly kind: 'skipped'; readonly reason: string }

/** The way out to whatever runs the workers. */
export interface Connector {
  apply(replicas: PerRole<number>): Promise<ApplyOutcome>
}
