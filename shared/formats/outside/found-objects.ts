import { GrowableFloat64, GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import { ADDRESS_END } from './address-space.ts';
import type { ProcessMemory } from './process-memory.ts';

/** What was learnt of an object before it was visited. */
export const MeetingMark = { tracked: 1, frozen: 2, visited: 4 } as const;

/** No row: the object was not visited, or there is none. */
export const NO_ROW = 0xffffffff;
const LOWEST = 4096;

/**
 * Objects numbered in the order in which they are met, and the references between them.
 *
 * An address that is met is only said to be that of an object: whether one is there shows when it
 * is visited. References are added for the object that is visited now.
 */
export class FoundObjects {
  readonly address = new GrowableFloat64(1 << 12);
  readonly marks = new GrowableUint8(1 << 12);
  readonly target = new GrowableUint32(1 << 12);
  readonly kind = new GrowableUint8(1 << 12);
  readonly label = new GrowableUint32(1 << 12);
  /** Numbers of references that are guesses. */
  readonly guesses = new GrowableUint32(1 << 8);
  /** References that lead to no address an object can have. */
  dangling = 0;
  private readonly memory: ProcessMemory;

  constructor(memory: ProcessMemory) {
    this.memory = memory;
  }

  /** Says how many objects there may be, so that room is made once. */
  expect(objects: number): void {
    this.address.expected = objects;
    this.marks.expected = objects;
    for (const column of [this.target, this.kind, this.label]) column.expected = 2 * objects;
  }

  get count(): number {
    return this.address.length;
  }

  get bytes(): number {
    return this.count * 9 + this.target.length * 9 + this.guesses.length * 4;
  }

  /** The number of the object at an address, met now or before; −1 where none can be. */
  meet(address: number): number {
    if (address % 8 !== 0 || !(address >= LOWEST && address < ADDRESS_END)) return -1;
    const known = this.memory.numberAt(address);
    if (known >= 0) return this.address.values[known] === address ? known : -1;
    const number = this.address.length;
    if (!this.memory.setNumber(address, number)) return -1;
    this.address.push(address);
    this.marks.push(0);
    return number;
  }

  /** The number of an object that has been met; −1 of others. */
  numberOf(address: number): number {
    const known = this.memory.numberAt(address);
    return known >= 0 && this.address.values[known] === address ? known : -1;
  }

  /** A reference of the object that is visited; nothing where the word is null. */
  refer(address: number, kind: number, label: number): void {
    if (address === 0) return;
    const target = this.meet(address);
    if (target < 0) {
      this.dangling++;
      return;
    }
    this.target.push(target);
    this.kind.push(kind);
    this.label.push(label);
  }

  /** A reference that may be none: it stands only while its target's count has room for it. */
  guess(address: number, kind: number, label: number): void {
    const before = this.target.length;
    this.refer(address, kind, label);
    if (this.target.length > before) this.guesses.push(before);
  }
}
