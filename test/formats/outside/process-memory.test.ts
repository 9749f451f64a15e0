import { expect, it } from 'vitest';
import type { MemoryImage } from '../../../shared/formats/outside/memory-image.ts';
import { ProcessMemory } from '../../../shared/formats/outside/process-memory.ts';

const BLOCK = 1 << 16;
const BLOCKS = 64;
const START = 16 * BLOCK;
/** The smallest budget there is: sixteen blocks. */
const BUDGET = 1;

/** Memory whose every word tells its place; of every other block the bytes are at hand. */
function patternImage(): { image: MemoryImage; bytes: Uint8Array; released: () => number } {
  const words = new Uint32Array((BLOCKS * BLOCK) / 4).map((_, at) => at);
  const bytes = new Uint8Array(words.buffer);
  let released = 0;
  const image: MemoryImage = {
    origin: 'process',
    regions: [
      { start: START, end: START + bytes.length, isWritable: true, file: null, fileOffset: 0 },
    ],
    process: {
      pid: null,
      commandLine: null,
      takenAt: null,
      rssBytes: null,
      processKey: null,
      endedBy: null,
      machine: 62,
    },
    readInto(address, target) {
      target.set(bytes.subarray(address - START, address - START + target.length));
      return target.length;
    },
    bytesAt(address, length) {
      const at = address - START;
      return (at / BLOCK) % 2 === 0 ? bytes.subarray(at, at + length) : null;
    },
    release() {
      released++;
    },
    losses: () => [],
  };
  return { image, bytes, released: () => released };
}

it('looks at bytes where they are, and never writes to them when room is needed', () => {
  const { image, bytes } = patternImage();
  const before = bytes.slice();
  const memory = new ProcessMemory(image, BUDGET);
  for (let round = 0; round < 3; round++) {
    for (let block = 0; block < BLOCKS; block++) {
      for (const at of [0, 1000, BLOCK - 4]) {
        expect(memory.low(START + block * BLOCK + at)).toBe((block * BLOCK + at) / 4);
      }
    }
  }
  expect(Buffer.compare(bytes, before)).toBe(0);
  // Blocks that are the image's own take no room here.
  expect(memory.bytes).toBeLessThan(17 * BLOCK + BLOCKS * (4 * 4096 + 64));
});

it('keeps the numbers of objects when it lets go of the bytes', () => {
  const { image, released } = patternImage();
  const memory = new ProcessMemory(image, BUDGET);
  expect(memory.word(START)).toBe(2 ** 32);
  expect(memory.setNumber(START + 64, 7)).toBe(true);
  memory.forgetBytes();
  expect(memory.numberAt(START + 64)).toBe(7);
  expect(memory.numberAt(START + 80)).toBe(-1);
  expect(released()).toBe(1);
});
