import { describe, expect, test } from 'vitest';
import { memorySource } from '../../../shared/formats/bytes/byte-source.ts';
import { NO_BINARIES } from '../../../shared/formats/outside/binary-files.ts';
import { CoreImage } from '../../../shared/formats/outside/core-image.ts';
import { elfCore, elfImage } from '../hand-made/elf-core.ts';

const HEAP = 0x55550000;
const LIBRARY = 0x7f0000000000;

function bytes(length: number, first: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index + first) & 0xff);
}

function read(image: CoreImage, address: number, length: number): number[] {
  const target = new Uint8Array(length);
  return Array.from(target.subarray(0, image.readInto(address, target)));
}

function libraryCore(): Uint8Array {
  return elfCore(
    [
      { address: HEAP, bytes: bytes(4096, 1) },
      { address: LIBRARY, bytes: elfImage([1, 2, 3]), held: 4096, isWritable: false },
    ],
    [{ start: LIBRARY, end: LIBRARY + 8192, page: 0, path: '/usr/lib/libx.so' }],
  );
}

describe('a core file as memory', () => {
  test('gives what its segments hold, and says who it was', () => {
    const image = new CoreImage(memorySource(libraryCore()), NO_BINARIES);
    expect(read(image, HEAP + 10, 3)).toEqual([11, 12, 13]);
    expect(read(image, HEAP + 4094, 8)).toEqual([0xff, 0x00]);
    expect(read(image, HEAP - 1, 4)).toEqual([]);
    expect(image.process).toMatchObject({
      pid: 4321,
      commandLine: 'python3 leak.py',
      endedBy: 'SIGABRT',
      machine: 62,
    });
  });

  test('takes left-out pages from the file with the same build id', () => {
    const file = elfImage([1, 2, 3]);
    file.set([7, 8, 9], 5000);
    const asked: string[] = [];
    const image = new CoreImage(memorySource(libraryCore()), {
      named: [],
      find: (path) => {
        asked.push(path);
        return memorySource(file, 'libx.so');
      },
    });
    expect(read(image, LIBRARY + 5000, 3)).toEqual([7, 8, 9]);
    expect(read(image, LIBRARY + 5001, 1)).toEqual([8]);
    expect(asked).toEqual(['/usr/lib/libx.so']);
    expect(image.losses()).toEqual([]);
  });

  test('does not use another file, and names both build ids', () => {
    const image = new CoreImage(memorySource(libraryCore()), {
      named: [],
      find: () => memorySource(elfImage([4, 5, 6]), 'libx.so'),
    });
    expect(read(image, LIBRARY + 5000, 3)).toEqual([]);
    expect(image.losses().map(({ message }) => message)).toEqual([
      expect.stringMatching(/build id 010203\) has the build id 040506/),
    ]);
  });

  test('finds a named file by its build id, whatever it is called', () => {
    const file = elfImage([1, 2, 3]);
    file[5000] = 42;
    const named = [memorySource(elfImage([9]), 'libx.so'), memorySource(file, 'saved.bin')];
    const image = new CoreImage(memorySource(libraryCore()), { named, find: () => null });
    expect(read(image, LIBRARY + 5000, 1)).toEqual([42]);
  });

  test('says which file is missing', () => {
    const image = new CoreImage(memorySource(libraryCore()), NO_BINARIES);
    expect(read(image, LIBRARY + 4096, 1)).toEqual([]);
    expect(image.losses()).toMatchObject([{ code: 'missing-binary' }]);
    expect(image.losses()[0].message).toContain('010203');
  });

  test('names three of many files that are missing, and says how many more there are', () => {
    const libraries = Array.from({ length: 8 }, (_, at) => LIBRARY + at * 0x10_000);
    const core = elfCore(
      libraries.map((address, at) => ({
        address,
        bytes: elfImage([1, 2, at]).slice(0, 4096),
        memorySize: 8192,
      })),
      libraries.map((start, at) => ({
        start,
        end: start + 8192,
        page: 0,
        path: `/usr/lib/lib${at}.so`,
      })),
    );
    const image = new CoreImage(memorySource(core), NO_BINARIES);
    for (const library of libraries) read(image, library + 4096, 1);
    const losses = image.losses();
    expect(losses).toHaveLength(1);
    expect(losses[0].message).toMatch(
      /^\/usr\/lib\/lib0\.so .*lib2\.so \(build id 010202\) and 5 files more are not/,
    );
  });

  test('says which file was named in vain', () => {
    const named = [memorySource(elfImage([9, 9]), 'python3.12')];
    const image = new CoreImage(memorySource(libraryCore()), { named, find: () => null });
    read(image, LIBRARY + 4096, 1);
    expect(image.losses().map(({ message }) => message)).toContainEqual(
      'python3.12 (build id 0909) was not used: no image of the process has the build id.',
    );
  });

  test('a core that was cut off gives the rest, and takes nothing from files in its place', () => {
    const whole = elfCore(
      [
        { address: HEAP, bytes: bytes(4096, 1) },
        { address: LIBRARY, bytes: elfImage([1, 2, 3]) },
      ],
      [{ start: LIBRARY, end: LIBRARY + 8192, page: 0, path: '/usr/lib/libx.so' }],
    );
    const cut = memorySource(whole.slice(0, whole.length - 4096));
    const image = new CoreImage(cut, {
      named: [],
      find: () => memorySource(elfImage([1, 2, 3]), 'libx.so'),
    });
    expect(read(image, HEAP, 2)).toEqual([1, 2]);
    expect(read(image, LIBRARY + 4096, 4)).toEqual([]);
    expect(image.cutSegments).toBe(1);
    expect(image.losses()).toMatchObject([{ code: 'truncated' }]);
  });

  test('refuses a 32-bit core with the reason', () => {
    const core = libraryCore();
    core[4] = 1;
    expect(() => new CoreImage(memorySource(core), NO_BINARIES)).toThrow(/32-bit/);
  });

  test('refuses a core that ends before its segments', () => {
    const core = libraryCore().slice(0, 100);
    expect(() => new CoreImage(memorySource(core), NO_BINARIES)).toThrow(/breaks off/);
  });
});
