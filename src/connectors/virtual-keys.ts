/** The keys of the virtual protocol below one namespace, as environments in the field read them. */
export interface VirtualKeys {
  /** What all of them begin with. */
  readonly root: string
  readonly prefill: string
  readonly decode: string
  readonly decisionId: string
  readonly scaledDecisionId: string
}

export function virtualKeys(namespace: string): VirtualKeys {
  const root = `v1/${namespace}/planner/`
  return {
    root,
    prefill: `${root}num_prefill_workers`,
    decode: `${root}num_decode_workers`,
    decisionId: `${root}decision_id`,
    scaledDecisionId: `${root}scaled_decision_id`,
  }
}

/** A whole decimal number as the protocol writes it; anything else is undefined. */
export function parseDecimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined
}
