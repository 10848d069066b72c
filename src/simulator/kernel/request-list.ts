import { Request } from './request'
import { RequestHeap } from './request-heap'

/** A list of requests, linked through their own records; a request is in one list at a time. */
@unmanaged
export class RequestList {
  head: Request | null = null
  tail: Request | null = null
  length: i32 = 0

  push(request: Request): void {
    const tail = this.tail
    request.next = null
    request.prev = tail
    if (tail === null) this.head = request
    else tail.next = request
    this.tail = request
    this.length++
  }

  unshift(request: Request): void {
    const head = this.head
    request.prev = null
    request.next = head
    if (head === null) this.tail = request
    else head.prev = request
    this.head = request
    this.length++
  }

  /** Takes the first off; null when there is none. */
  shift(): Request | null {
    const head = this.head
    if (head !== null) this.remove(head)
    return head
  }

  /** Moves all into a heap, by arrival. */
  moveTo(heap: RequestHeap): void {
    for (let request = this.shift(); request !== null; request = this.shift()) {
      heap.push(request, request.rank)
    }
  }

  remove(request: Request): void {
    const before = request.prev
    const after = request.next
    if (before === null) this.head = after
    else before.next = after
    if (after === null) this.tail = before
    else after.prev = before
    this.length--
  }
}
