import { NO_STRING } from '../../heap/string-table.ts';
import type { FoundObjects } from './found-objects.ts';
import type { ProcessMemory } from './process-memory.ts';
import type { PythonObjects } from './python-objects.ts';

const MAX_SCANNED = 1 << 20;
const MAX_MALLOC = 1 << 22;
const MAX_CHUNK = 2 ** 30;
const POOL_HEAD = 48;
const SIZE_CLASSES = 32;
/** What the allocator of debug builds puts before a block, and with what is behind it. */
const DEBUG_HEAD = 16;
const DEBUG_BYTES = 40;

/**
 * Memory that an object of an unknown type points to: such as the ring of a queue that C code keeps.
 * Each block is looked at once, and only one whose size the allocators tell.
 */
export class GuessBlocks {
  private readonly memory: ProcessMemory;
  private readonly objects: PythonObjects;
  private readonly found: FoundObjects;
  private readonly seen = new Set<number>();

  constructor(memory: ProcessMemory, objects: PythonObjects, found: FoundObjects) {
    this.memory = memory;
    this.objects = objects;
    this.found = found;
  }

  look(owner: number, block: number, kind: number): void {
    if (block % 8 !== 0 || block < 4096 || this.seen.has(block)) return;
    const region = this.memory.regionOf(block);
    if (region === null || !region.isWritable || region.file !== null) return;
    if (this.found.numberOf(block) >= 0) return;
    const bytes = Math.min(this.sizeOf(block), MAX_SCANNED);
    if (bytes === 0) return;
    this.seen.add(block);
    for (let at = 0; at + 8 <= bytes; at += 8) {
      const target = this.memory.word(block + at);
      if (target !== 0 && target !== owner && this.objects.isGuessedObject(target)) {
        this.found.guess(target, kind, NO_STRING);
      }
    }
  }

  /** Bytes of the block that starts at an address, by pymalloc or malloc; 0 where neither tells. */
  private sizeOf(block: number): number {
    const small = this.pymallocSize(block);
    if (small > 0) return small;
    const debug = this.pymallocSize(block - DEBUG_HEAD);
    if (debug > DEBUG_BYTES) return debug - DEBUG_BYTES;
    return block % 16 === 0 ? this.mallocSize(block) : 0;
  }

  private pymallocSize(block: number): number {
    const poolBytes = this.objects.layout.minor >= 10 ? 16384 : 4096;
    const pool = block - (block % poolBytes);
    if (block - pool < POOL_HEAD) return 0;
    const sizeClass = this.memory.low(pool + 36);
    if (sizeClass >= SIZE_CLASSES) return 0;
    const size = (sizeClass + 1) * 16;
    const isPool =
      this.memory.low(pool) <= poolBytes / size &&
      this.memory.low(pool + 44) === poolBytes - size &&
      (block - pool - POOL_HEAD) % size === 0;
    return isPool ? size : 0;
  }

  private mallocSize(block: number): number {
    const word = this.memory.word(block - 8);
    const size = word - (word % 8);
    if (!(size >= 32 && size < MAX_MALLOC) || Math.floor(word / 4) % 2 === 1) return 0;
    const next = this.memory.word(block - 8 + size);
    const isFollowed = next % 2 === 1 && next >= 32 && next < MAX_CHUNK;
    const isMapped = Math.floor(word / 2) % 2 === 1;
    return isFollowed || isMapped ? size - 8 : 0;
  }
}
