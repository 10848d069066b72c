import { scaleFleet } from './fleet'
import { PREFILL } from './replica'
import { ReplicaPool } from './replica-pool'
import { decode, prefill } from './replicas'
import { nowMs } from './time'

export { ARRIVALS, arrivalRows } from './arrivals'
export { OUTCOME_NUMBERS, OUTCOMES, outcomeRows } from './outcomes'
export {
  hasPrefixCache,
  hasStepLines,
  isContextTerm,
  killAfterMs,
  kvCapacityTokens,
  maxNumSeqs,
  prefillConstantMs,
  prefillMaxRequests,
  prefillTokenBudget,
  retriesKilled,
  router,
  transferMsPerToken,
  ttftEnds,
  watermarkTokens,
} from './settings'
export { begin, run } from './simulation'
export {
  arrivals,
  arrived,
  completed,
  durationSumMs,
  failed,
  finished,
  firstTokens,
  gapSumMs,
  gaps,
  islSum,
  kills,
  oslSum,
  outputTokens,
  peakKvTokens,
  preemptions,
  rejected,
  startInterval,
  ttftSumMs,
} from './tally'
export { nowMs, waitUntil } from './time'
export { scaleFleet }

/** Counts all tokens emitted up to now. */
export function settle(): void {
  for (let i = 0; i < decode.ready.length; i++) decode.ready.at(i).settle(nowMs)
  for (let i = 0; i < decode.draining.length; i++) decode.draining.at(i).settle(nowMs)
}

// Of a role, PREFILL or DECODE of replica.ts.

export function startingReplicas(role: i32): i32 {
  return role === PREFILL ? prefill.starting.length : decode.starting.length
}

export function readyReplicas(role: i32): i32 {
  return role === PREFILL ? prefill.ready.length : decode.ready.length
}

export function drainingReplicas(role: i32): i32 {
  return role === PREFILL ? prefill.draining.length : decode.draining.length
}

/** Requests that are not in work: queued, without a ready replica, being transferred. */
export function waitingRequests(role: i32): i32 {
  if (role === PREFILL) return waitingIn(prefill)
  return waitingIn(decode)
}

/** Requests in prefill passes or decode batches. */
export function runningRequests(role: i32): i32 {
  if (role === PREFILL) return runningIn(prefill)
  return runningIn(decode)
}

/** Replica-seconds in every state but gone. */
export function replicaSeconds(role: i32): f64 {
  prefill.countTo(nowMs)
  decode.countTo(nowMs)
  return (role === PREFILL ? prefill.replicaMs : decode.replicaMs) / 1000
}

function waitingIn<R>(pool: ReplicaPool<R>): i32 {
  let sum = pool.unplaced.length
  for (let i = 0; i < pool.ready.length; i++) sum += pool.ready.at(i).waitingRequests
  for (let i = 0; i < pool.draining.length; i++) sum += pool.draining.at(i).waitingRequests
  return sum
}

function runningIn<R>(pool: ReplicaPool<R>): i32 {
  let sum = 0
  for (let i = 0; i < pool.ready.length; i++) sum += pool.ready.at(i).runningRequests
  for (let i = 0; i < pool.draining.length; i++) sum += pool.draining.at(i).runningRequests
  return sum
}
