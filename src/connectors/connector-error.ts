import { UserError } from '../domain/user-error.js'

export interface ConnectorErrorOptions {
  readonly hint?: string
  readonly cause?: unknown
  /** HTTP status of the answer; absent when there was none. */
  readonly status?: number
  /** When the server asks to be left alone for a while. */
  readonly retryAfterSeconds?: number | undefined
}

/** An outside system could not be reached, did not answer in time, or refused. It may be tried again later. */
export class ConnectorError extends UserError {
  readonly status: number | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(message: string, options: ConnectorErrorOptions = {}) {
    const { hint, cause } = options
    super(message, { exitCode: 3, cause, ...(hint === undefined ? {} : { hint }) })
    this.status = options.status
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}
