import { GrowableFloat64 } from '../base/growable.ts';
import type { TypeIndex } from './heap-graph.ts';

/** An object as a tally remembers it. */
export interface TalliedObject {
  readonly low: number;
  readonly high: number;
  readonly type: TypeIndex;
  readonly shallowSize: number;
}

/** The largest objects that a tally remembers. */
export const LARGEST_KEPT = 100;

/** Candidates that are collected before the smaller ones among them are forgotten. */
const CANDIDATES = 4096;

/**
 * What can be told of objects as they pass by: how many there are, their types, and which are the
 * largest. O(1) per object; 16 bytes per type, and nothing per object.
 */
export class HeapTally {
  objects = 0;
  /** Counted by whoever reads them; those that lead nowhere included. */
  references = 0;
  shallowBytes = 0;
  private readonly count = new GrowableFloat64(256);
  private readonly bytes = new GrowableFloat64(256);
  private candidates: TalliedObject[] = [];
  /** What does not exceed it is not among the largest. */
  private threshold = -1;

  add(low: number, high: number, type: TypeIndex, shallowSize: number): void {
    if (type >= this.count.length) this.makeRoom(type + 1);
    this.objects++;
    this.shallowBytes += shallowSize;
    this.count.values[type]++;
    this.bytes.values[type] += shallowSize;
    if (shallowSize <= this.threshold) return;
    this.candidates.push({ low, high, type, shallowSize });
    if (this.candidates.length === CANDIDATES) this.forgetSmaller();
  }

  /** Bytes held now. */
  get byteLength(): number {
    return this.count.values.byteLength + this.bytes.values.byteLength;
  }

  /** How many objects there are of every type that has come, and their bytes. */
  *types(): Generator<{ type: TypeIndex; count: number; shallowBytes: number }> {
    for (let type = 0; type < this.count.length; type++) {
      const count = this.count.values[type];
      if (count > 0) yield { type, count, shallowBytes: this.bytes.values[type] };
    }
  }

  /** The largest first; of equally large ones those that came first. */
  largest(): readonly TalliedObject[] {
    this.forgetSmaller();
    return this.candidates;
  }

  private forgetSmaller(): void {
    // The sort is stable, and what was kept before stands in front.
    this.candidates.sort((a, b) => b.shallowSize - a.shallowSize);
    this.candidates = this.candidates.slice(0, LARGEST_KEPT);
    if (this.candidates.length === LARGEST_KEPT) {
      this.threshold = this.candidates[LARGEST_KEPT - 1]?.shallowSize ?? -1;
    }
  }

  private makeRoom(length: number): void {
    for (const column of [this.count, this.bytes]) {
      column.reserve(length);
      column.length = length;
    }
  }
}
