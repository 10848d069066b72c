// The kernel's structures by themselves, for structures.test.ts; an object goes by its address.
import { DecodeClock } from '../../../src/simulator/kernel/decode-clock'
import { EventQueue } from '../../../src/simulator/kernel/event-queue'
import { Replica } from '../../../src/simulator/kernel/replica'
import { Request } from '../../../src/simulator/kernel/request'
import { RequestHeap } from '../../../src/simulator/kernel/request-heap'

export { hasStepLines } from '../../../src/simulator/kernel/settings'

export function createClock(batch: f64, kvTokens: f64): DecodeClock {
  const clock = new DecodeClock()
  clock.batch = batch
  clock.kvTokens = kvTokens
  return clock
}

export function msOf(clock: DecodeClock, steps: f64): f64 {
  return clock.msOf(steps)
}

export function stepsTo(clock: DecodeClock, atMs: f64): f64 {
  return clock.stepsTo(atMs)
}

export function createQueue(): EventQueue {
  return new EventQueue()
}

export function addReplica(queue: EventQueue, id: i32): Replica {
  const replica = new Replica()
  replica.id = id
  queue.add(replica)
  return replica
}

export function setTime(queue: EventQueue, replica: Replica, timeMs: f64): void {
  queue.set(replica, timeMs)
}

export function removeReplica(queue: EventQueue, replica: Replica): void {
  queue.remove(replica)
}

export function topMs(queue: EventQueue): f64 {
  return queue.topMs
}

/** The id of the replica taken. */
export function takeTop(queue: EventQueue): i32 {
  return queue.takeTop().id
}

export function createHeap(): RequestHeap {
  return new RequestHeap()
}

export function pushRequest(heap: RequestHeap, index: u32, key: f64): Request {
  const request = new Request()
  request.index = index
  heap.push(request, key)
  return request
}

export function removeRequest(heap: RequestHeap, request: Request): void {
  heap.remove(request)
}

export function heapSize(heap: RequestHeap): i32 {
  return heap.size
}

export function topKey(heap: RequestHeap): f64 {
  return heap.topKey
}

/** The index of the request taken. */
export function popRequest(heap: RequestHeap): u32 {
  return heap.pop().index
}
