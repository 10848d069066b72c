import { COMPLETED, sendOutcome } from './outcomes'
import { giveRequest, Request } from './request'
import { countCompleted, countFirstToken, countGaps } from './tally'

/** A token is at the client: the first one, or one that prefill computed after a retry. */
export function deliver(request: Request, atMs: f64): void {
  if (request.hasFirstToken) countGaps(1, atMs - request.lastTokenMs)
  else {
    request.firstTokenMs = atMs
    countFirstToken(atMs - request.arrivalMs)
  }
  request.lastTokenMs = atMs
}

/** All tokens are emitted. */
export function complete(request: Request, atMs: f64): void {
  countCompleted(atMs - request.arrivalMs)
  sendOutcome(request, COMPLETED, atMs)
  giveRequest(request)
}
