/** What the shell is told; docs/cli.md has the same table. */
export const EXIT_CODE = {
  done: 0,
  /** `check` found a regression. */
  regression: 1,
  /** Wrong usage or bad input. */
  usage: 2,
  /** An outside system failed. */
  outside: 3,
  /** A bug in planner itself (EX_SOFTWARE of sysexits.h). */
  bug: 70,
  interrupted: 130,
} as const
