import { PREFILL } from './replica'
import { decode, prefill } from './replicas'
import { Request, UNPLACED } from './request'
import { routeDecode, routePrefill } from './router'
import { nowMs } from './time'

/** Decode replicas below this id have come to their events at the present time. */
export let turn: i32 = -1

export function setTurn(id: i32): void {
  turn = id
}

export function placePrefill(request: Request): void {
  if (prefill.ready.length > 0) routePrefill(prefill.ready, request).enqueue(request)
  else {
    request.stage = UNPLACED
    prefill.unplaced.push(request)
  }
}

export function placeDecode(request: Request): void {
  if (decode.ready.length > 0) {
    catchUpDecode()
    routeDecode(decode.ready, request).enqueue(request)
  } else {
    request.stage = UNPLACED
    decode.unplaced.push(request)
  }
}

/** Sends the requests that waited for a first ready replica of the role on their way. */
export function placeWaiting(role: i32): void {
  const unplaced = role === PREFILL ? prefill.unplaced : decode.unplaced
  for (let request = unplaced.shift(); request !== null; request = unplaced.shift()) {
    if (role === PREFILL) placePrefill(request)
    else placeDecode(request)
  }
}

/** Brings the ready decode replicas to the present, each as far as its turn has come. */
function catchUpDecode(): void {
  const ready = decode.ready
  for (let i = 0; i < ready.length; i++) {
    const worker = ready.at(i)
    if (worker.nextMs > nowMs) continue
    worker.catchUp(nowMs)
    if (worker.nextMs === nowMs && worker.id < turn) worker.event()
  }
}
