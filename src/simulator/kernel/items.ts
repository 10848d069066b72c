const FIRST_CAPACITY: i32 = 8

/** A growing array of records. */
@unmanaged
export class Items<T> {
  length: i32 = 0
  private capacity: i32 = FIRST_CAPACITY
  private start: usize = heap.alloc(FIRST_CAPACITY * sizeof<usize>())

  at(i: i32): T {
    return changetype<T>(load<usize>(this.start + i * sizeof<usize>()))
  }

  push(item: T): void {
    if (this.length === this.capacity) {
      this.capacity *= 2
      this.start = heap.realloc(this.start, this.capacity * sizeof<usize>())
    }
    this.put(this.length++, item)
  }

  /** Takes off the last; there is one. */
  pop(): T {
    return this.at(--this.length)
  }

  insert(place: i32, item: T): void {
    this.push(item)
    for (let i = this.length - 1; i > place; i--) this.put(i, this.at(i - 1))
    this.put(place, item)
  }

  /** Takes out one that is there. */
  remove(item: T): void {
    let i = 0
    while (this.at(i) !== item) i++
    this.length--
    for (; i < this.length; i++) this.put(i, this.at(i + 1))
  }

  /** Gives its memory back; it is not used any more. */
  dispose(): void {
    heap.free(this.start)
    heap.free(changetype<usize>(this))
  }

  private put(i: i32, item: T): void {
    store<usize>(this.start + i * sizeof<usize>(), changetype<usize>(item))
  }
}
