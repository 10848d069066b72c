import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { packageRoot } from '../../files/package.js'
import { type CaseDone, type CaseJob, failure, runCase } from './case-run.js'
import type { PlayOptions } from './play.js'

export interface WorkerSetup {
  readonly plannerVersion: string
}

export interface PoolOptions extends PlayOptions {
  /** Threads at most; 1 runs the cases in this one. */
  readonly workers: number
  readonly onDone: (done: number) => void
}

/**
 * Runs all jobs, several at a time, and gives what came of them in the order of the jobs. A thread is started
 * once and takes the next job when it is done with one; one that dies takes only its own job with it.
 */
export async function runJobs(
  jobs: readonly CaseJob[],
  options: PoolOptions,
): Promise<readonly CaseDone[]> {
  const run: Run = { jobs, options, done: [], next: 0, finished: 0 }
  const threads = Math.min(options.workers, jobs.length)
  if (threads <= 1) await runHere(run)
  else await Promise.all(Array.from({ length: threads }, () => runThreads(run)))
  return run.done
}

interface Run {
  readonly jobs: readonly CaseJob[]
  readonly options: PoolOptions
  readonly done: CaseDone[]
  next: number
  finished: number
}

async function runHere(run: Run): Promise<void> {
  for (const [index, job] of run.jobs.entries()) {
    finish(run, { index, done: await runCase(job, run.options) })
  }
}

/** One thread after the other, until no job is left: usually there is but one. */
async function runThreads(run: Run): Promise<void> {
  while (run.next < run.jobs.length) await runThread(run)
}

async function runThread(run: Run): Promise<void> {
  const { signal, plannerVersion } = run.options
  signal.throwIfAborted()
  const setup: WorkerSetup = { plannerVersion }
  const worker = new Worker(join(packageRoot(), 'dist', 'cli', 'check-worker.js'), {
    workerData: setup,
  })
  const onAbort = () => worker.postMessage('stop')
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    while (run.next < run.jobs.length) {
      const index = run.next++
      const answer = await ask(worker, run.jobs[index]!)
      signal.throwIfAborted()
      finish(run, { index, done: answer.done })
      if (!answer.alive) return
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    await worker.terminate()
  }
}

interface Answer {
  readonly done: CaseDone
  /** Whether the thread can take another job. */
  readonly alive: boolean
}

function ask(worker: Worker, job: CaseJob): Promise<Answer> {
  return new Promise((resolve) => {
    const answer = (done: CaseDone) => settle({ done, alive: true })
    const died = (error: unknown) => {
      const { name, place, notes } = job.case
      const report = { name, place, notes, outcome: failure(error) }
      settle({ done: { report, baselineText: null }, alive: false })
    }
    const ended = (code: number) => died(new Error(`the thread ended with code ${code}`))
    worker.on('message', answer).on('error', died).on('exit', ended)
    worker.postMessage(job)

    // One by one: a worker has listeners of its own, which bring the messages in.
    function settle(result: Answer): void {
      worker.off('message', answer).off('error', died).off('exit', ended)
      resolve(result)
    }
  })
}

function finish(
  run: Run,
  { index, done }: { readonly index: number; readonly done: CaseDone },
): void {
  run.done[index] = done
  run.finished++
  run.options.onDone(run.finished)
}
