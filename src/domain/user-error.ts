/** 2: wrong usage or bad input; 3: an outside system failed; 130: interrupted. */
export type UserErrorExitCode = 2 | 3 | 130

/**
 * An error the user can cause and mend. The message is one line: what is wrong, the value, what is
 * allowed, and where (file:line). Anything else that is thrown is a bug.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly hint: string | undefined
  readonly exitCode: UserErrorExitCode

  constructor(
    message: string,
    options: { hint?: string; exitCode?: UserErrorExitCode; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.hint = options.hint
    this.exitCode = options.exitCode ?? 2
  }
}
