import { DumpFormatError } from '../base/errors.ts';
import { ADDRESSES_AT, createAddressModule, MAX_AT_ONCE, SLOTS_AT } from './address-kernel.ts';
import type { NodeIndex } from './heap-graph.ts';

interface Kernel {
  readonly memory: WebAssembly.Memory;
  start(low: number, high: number, pages: number): number;
  slotMany(length: number): number;
  define(low: number, high: number, value: number): number;
}

let compiled: WebAssembly.Module | null = null;

/** Pages made without asking how full they will be: 134 MB where objects lie in all of them. */
const FIRST_PAGES = 8192;
/** Objects of this size fill the pages; only to say how many are expected. */
const EXPECTED_PAGES_PER_NODE = 1 / 400;

/**
 * From addresses to objects in bulk, for importers, which meet every address of a heap some five
 * times: each address has a slot, references keep the slot, and the object is written to it when it
 * comes. 4 bytes a reference, and no look-up by address at the end.
 *
 * A page table in WebAssembly, see `address-kernel.ts`: 40 million references to 10 million objects
 * in a quarter of the time of the hash in `AddressTable`. O(1) per address; 4 bytes per sixteen
 * bytes of the dumped heap where objects lie, that is about 20 an object, and at most 12 a look-up
 * beyond the first 134 MB; 60 to 100 for an address that has a slot of its own.
 */
export class AddressSlots {
  private readonly kernel: Kernel;
  private buffer: ArrayBuffer | null = null;
  private addresses = new Uint32Array(0);
  private slots = new Uint32Array(0);

  /** `expectedNodes` is a guess that spares a detour; 0 when there is none. */
  constructor(expectedNodes: number) {
    compiled ??= createAddressModule();
    // The module has just been made to export exactly this.
    this.kernel = new WebAssembly.Instance(compiled).exports as unknown as Kernel;
    const random = (): number => Math.random() * 0x1_0000_0000;
    const pages = FIRST_PAGES + expectedNodes * EXPECTED_PAGES_PER_NODE;
    this.kernel.start(random(), random(), Math.min(pages, MAX_PAGES));
  }

  get bytes(): number {
    return this.kernel.memory.buffer.byteLength;
  }

  /** The slots of `count` addresses (low, high, low, high …) into `slots`. */
  lookUp(addresses: Uint32Array, count: number, slots: Uint32Array): void {
    for (let from = 0; from < count; from += MAX_AT_ONCE) {
      const length = Math.min(MAX_AT_ONCE, count - from);
      this.refresh();
      this.addresses.set(addresses.subarray(2 * from, 2 * (from + length)));
      this.attempt(() => this.kernel.slotMany(length));
      this.refresh();
      slots.set(this.slots.subarray(0, length), from);
    }
  }

  /** Says which object is at an address; false when one was there already. */
  define(low: number, high: number, node: NodeIndex): boolean {
    return this.attempt(() => this.kernel.define(low, high, node + 1)) === 1;
  }

  /** Slots become objects in place, `NO_NODE` where none came; how many those are. */
  resolve(slots: Uint32Array): number {
    const nodes = new Uint32Array(this.kernel.memory.buffer);
    let missing = 0;
    for (let index = 0; index < slots.length; index++) {
      const node = nodes[slots[index]];
      // An empty slot becomes NO_NODE by itself.
      slots[index] = node - 1;
      if (node === 0) missing++;
    }
    return missing;
  }

  private attempt(step: () => number): number {
    try {
      return step();
    } catch (thrown) {
      if (!(thrown instanceof WebAssembly.RuntimeError)) throw thrown;
      throw new DumpFormatError(
        'dump-too-large',
        'The dump holds more addresses than fit into 4 GB: some two hundred million objects.',
      );
    }
  }

  /** Whenever the memory grows, it is another buffer. */
  private refresh(): void {
    const { buffer } = this.kernel.memory;
    if (buffer === this.buffer) return;
    this.buffer = buffer;
    this.addresses = new Uint32Array(buffer, ADDRESSES_AT, 2 * MAX_AT_ONCE);
    this.slots = new Uint32Array(buffer, SLOTS_AT, MAX_AT_ONCE);
  }
}

const MAX_PAGES = 0xffff_ffff;
