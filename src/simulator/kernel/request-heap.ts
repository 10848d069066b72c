import { Request } from './request'

const FIRST_CAPACITY: i32 = 16
/** log₂ of the bytes of a key, and of a request's address. */
const KEY_BITS: i32 = 3
const REQUEST_BITS: i32 = 2

/** Requests by a number (a step count, a time, a rank), least first: a binary heap. */
@unmanaged
export class RequestHeap {
  size: i32 = 0
  private capacity: i32 = FIRST_CAPACITY
  private keys: usize = heap.alloc(FIRST_CAPACITY << KEY_BITS)
  private requests: usize = heap.alloc(FIRST_CAPACITY << REQUEST_BITS)

  /** The least key; Infinity when empty. */
  get topKey(): f64 {
    return this.size === 0 ? Infinity : load<f64>(this.keys)
  }

  push(request: Request, key: f64): void {
    if (this.size === this.capacity) {
      this.capacity *= 2
      this.keys = heap.realloc(this.keys, this.capacity << KEY_BITS)
      this.requests = heap.realloc(this.requests, this.capacity << REQUEST_BITS)
    }
    this.siftUp(this.size++, request, key)
  }

  /** Takes off the request with the least key; there is one. */
  pop(): Request {
    const request = this.requestAt(0)
    this.removeAt(0)
    return request
  }

  /** Walks over all: for the rare request that leaves before its turn. */
  remove(request: Request): void {
    for (let at = 0; at < this.size; at++) {
      if (this.requestAt(at) !== request) continue
      this.removeAt(at)
      return
    }
  }

  /** Gives its memory back; it is not used any more. */
  dispose(): void {
    heap.free(this.keys)
    heap.free(this.requests)
    heap.free(changetype<usize>(this))
  }

  private keyAt(at: i32): f64 {
    return load<f64>(this.keys + (at << KEY_BITS))
  }

  private requestAt(at: i32): Request {
    return changetype<Request>(load<usize>(this.requests + (at << REQUEST_BITS)))
  }

  private put(at: i32, request: Request, key: f64): void {
    store<f64>(this.keys + (at << KEY_BITS), key)
    store<usize>(this.requests + (at << REQUEST_BITS), changetype<usize>(request))
  }

  private removeAt(hole: i32): void {
    const last = --this.size
    if (hole === last) return
    const key = this.keyAt(last)
    const request = this.requestAt(last)
    if (hole > 0 && this.keyAt((hole - 1) >> 1) > key) this.siftUp(hole, request, key)
    else this.siftDown(hole, request, key)
  }

  private siftUp(from: i32, request: Request, key: f64): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.keyAt(parent) <= key) break
      this.put(at, this.requestAt(parent), this.keyAt(parent))
      at = parent
    }
    this.put(at, request, key)
  }

  private siftDown(from: i32, request: Request, key: f64): void {
    const size = this.size
    let at = from
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && this.keyAt(child + 1) < this.keyAt(child)) child++
      if (this.keyAt(child) >= key) break
      this.put(at, this.requestAt(child), this.keyAt(child))
      at = child
    }
    this.put(at, request, key)
  }
}
