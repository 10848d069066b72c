/** Said while work goes on; `done` of `total` when both are known (bytes, intervals, …). */
export interface ProgressStep {
  readonly label: string
  readonly done?: number
  readonly total?: number
}

export interface Progress {
  step(step: ProgressStep): void
  /** Clears the line. */
  end(): void
}

/** Short work shows nothing; later the line changes at most ten times a second. */
const FIRST_AFTER_MS = 500
const EVERY_MS = 100

/** One line, written over, on a terminal; nothing anywhere else. */
export function progressOn(
  stream: { write(text: string): unknown },
  { visible, now }: { visible: boolean; now: () => number },
): Progress {
  if (!visible) return { step: () => undefined, end: () => undefined }
  const started = now()
  let last = Number.NEGATIVE_INFINITY
  return {
    step(step) {
      const at = now()
      if (at - started < FIRST_AFTER_MS || at - last < EVERY_MS) return
      last = at
      stream.write(`\r\u001b[2K${wording(step)}`)
    },
    end() {
      if (last !== Number.NEGATIVE_INFINITY) stream.write('\r\u001b[2K')
    },
  }
}

function wording({ label, done, total }: ProgressStep): string {
  if (done === undefined || total === undefined || total <= 0) return `${label} …`
  return `${label} … ${Math.min(100, Math.floor((done / total) * 100))} %`
}

/** A callback for loops of computation: now and then it lets timers and signals (Ctrl-C) come through. */
export function breathing(now: () => number): () => Promise<void> | void {
  let last = now()
  return () => {
    if (now() - last < EVERY_MS) return
    last = now()
    return new Promise((resolve) => setImmediate(resolve))
  }
}
