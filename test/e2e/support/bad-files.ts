import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { EXAMPLE } from './paths.ts';

/** Bytes without a pattern, the same in every run. */
function noise(length: number): Uint8Array {
  let state = 0x9e3779b9;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** Files that are no dumps, or not whole ones, written into `folder`: name → path. */
export function writeBadFiles(folder: string) {
  const example = readFileSync(EXAMPLE);
  const write = (name: string, bytes: Uint8Array): string => {
    const file = path.join(folder, name);
    writeFileSync(file, bytes);
    return file;
  };
  const directory = path.join(folder, 'folder.ouro');
  mkdirSync(directory, { recursive: true });
  return {
    zero: write('zero.ouro', new Uint8Array()),
    noise: write('noise.ouro', noise(100_000)),
    emptyInside: write('empty.gz', gzipSync('')),
    prose: write('prose.txt', Buffer.from('This is a letter and not a dump.\n'.repeat(100))),
    headOnly: write('head.ouro', example.subarray(0, 40)),
    cutInStrings: write('cut-early.ouro', example.subarray(0, 20_000)),
    missing: path.join(folder, 'missing.ouro'),
    folder: directory,
    /** Not bad: it opens with what it holds, and a warning. */
    cutLate: write('cut-late.ouro', example.subarray(0, Math.floor(example.length * 0.9))),
  };
}
