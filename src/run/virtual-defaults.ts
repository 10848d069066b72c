/** The namespace of the virtual protocol's keys, as live by default. */
export const NAMESPACE = 'dynamo'

/** How long an unacknowledged decision holds up the next one, as live by default. */
export const MAX_WAIT_SECONDS = 1800
