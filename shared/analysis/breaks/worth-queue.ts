/**
 * Elements 0 … count − 1, the worthiest first and of equals the first, where what an element is
 * worth may fall and never rises.
 *
 * A binary heap of what each was worth when it was last looked at: an element that comes first and
 * has lost worth sinks to its new place. O(count) to make, O(log count) for each look.
 */
export class WorthQueue {
  /** Elements in heap order. */
  private readonly heap: Uint32Array;
  private readonly worth: Float64Array;
  private size: number;
  /** Elements compared so far. */
  looks = 0;

  constructor(count: number, worthOf: (element: number) => number) {
    this.heap = Uint32Array.from({ length: count }, (_, element) => element);
    this.worth = Float64Array.from(this.heap, worthOf);
    this.size = count;
    for (let at = (count >>> 1) - 1; at >= 0; at--) this.sink(at);
  }

  /** Takes out the worthiest element; −1 when none is worth anything. */
  takeBest(worthOf: (element: number) => number): number {
    while (this.size > 0) {
      const first = this.heap[0];
      const worth = worthOf(first);
      if (worth === this.worth[first]) {
        if (worth <= 0) return -1;
        this.heap[0] = this.heap[--this.size];
        this.sink(0);
        return first;
      }
      this.worth[first] = worth;
      this.sink(0);
    }
    return -1;
  }

  private sink(start: number): void {
    const { heap, size } = this;
    const element = heap[start];
    let at = start;
    for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
      this.looks++;
      if (child + 1 < size && this.isBefore(heap[child + 1], heap[child])) child++;
      if (!this.isBefore(heap[child], element)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = element;
  }

  private isBefore(one: number, other: number): boolean {
    const difference = this.worth[one] - this.worth[other];
    return difference > 0 || (difference === 0 && one < other);
  }
}
