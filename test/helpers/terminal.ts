import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'

export const TERMINAL_MISSING = spawnSync('tmux', ['-V']).status !== 0

/** A real terminal without a window: tmux draws it, and can be asked what it shows. */
export interface Terminal {
  screen(): string
  /** Names of tmux: `Down`, `C-c`, `q`. */
  press(...keys: readonly string[]): void
  resize(columns: number, rows: number): void
  close(): void
}

/** Runs a command; when it has ended the screen says `ended` and its exit code. */
export function openTerminal(options: {
  readonly command: readonly string[]
  readonly columns: number
  readonly rows: number
  readonly cwd: string
  /** A file in `cwd` for standard error. */
  readonly errors?: string | undefined
}): Terminal {
  const { command, columns, rows, cwd, errors } = options
  const server = `planner-${randomUUID()}`
  const env = { ...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8' }
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-L', server, '-f', '/dev/null', ...args], { cwd, env, encoding: 'utf8' })
  const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  const elsewhere = errors === undefined ? '' : `2>${errors}`
  // `CI` set to nothing is no CI: the dashboard is to be drawn all the same.
  const script = `export CI=; unset CONTINUOUS_INTEGRATION NO_COLOR FORCE_COLOR; ${quoted} ${elsewhere}; echo ended $?; exec sleep 600`
  const size = ['-x', String(columns), '-y', String(rows)]
  tmux('new-session', '-d', '-s', 'planner', ...size, 'sh', '-c', script)
  return {
    screen: () => tmux('capture-pane', '-p', '-t', 'planner'),
    press: (...keys) => void tmux('send-keys', '-t', 'planner', ...keys),
    resize: (x, y) => void tmux('resize-window', '-t', 'planner', '-x', String(x), '-y', String(y)),
    close: () => void spawnSync('tmux', ['-L', server, 'kill-server']),
  }
}
