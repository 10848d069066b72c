import { parentPort, workerData } from 'node:worker_threads'
import { UserError } from '../../domain/user-error.js'
import { breathing } from '../progress.js'
import { type CaseJob, runCase } from './case-run.js'
import type { WorkerSetup } from './pool.js'

/** A thread of planner check: runs the cases it is sent, one after the other. */
const { plannerVersion } = workerData as WorkerSetup
const port = parentPort!
const stop = new AbortController()
const breathe = breathing(Date.now)

port.on('message', (message: CaseJob | 'stop') => {
  if (message === 'stop') {
    stop.abort(new UserError('interrupted', { exitCode: 130 }))
    return
  }
  void runCase(message, { plannerVersion, signal: stop.signal, breathe }).then(
    (done) => port.postMessage(done),
    () => port.close(),
  )
})
