import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { writeBadFiles } from '../support/bad-files.ts';

const line = (address: number, type: string, refs: readonly number[]) =>
  JSON.stringify({ address, type, size: 64, len: refs.length, refs });

/** Dumps that bring the window into each of its states, written into `folder`. */
export function writeStateDumps(folder: string) {
  const bad = writeBadFiles(folder);
  const write = (name: string, lines: readonly string[]): string => {
    const file = path.join(folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  const chain = Array.from({ length: 400 }, (_, n) =>
    line(0x1000 + 64 * n, n % 3 === 0 ? 'dict' : 'app.orders.Order', [0x1000 + 64 * (n + 1)]),
  );
  const rings = Array.from({ length: 200 }, (_, n) => {
    const [session, user] = [0x10_0000 + 128 * n, 0x10_0040 + 128 * n];
    return [line(session, 'app.Session', [user]), line(user, 'app.User', [session])];
  }).flat();
  return {
    partial: bad.cutLate,
    unsupported: bad.prose,
    empty: bad.headOnly,
    noCycles: write('no-cycles.json', [...chain, line(0x1000 + 64 * 400, 'str', [])]),
    unknown: write('no-counts.json', rings),
    tooLarge: writeSparse(path.join(folder, 'huge.json'), chain),
    large: writeLarge(path.join(folder, 'large.json'), 500_000),
  };
}

/** Twenty gigabytes as far as anybody asks, a few kilobytes on the disk. */
function writeSparse(file: string, lines: readonly string[]): string {
  const handle = openSync(file, 'w');
  writeSync(handle, `${lines.join('\n')}\n`);
  ftruncateSync(handle, 20e9);
  closeSync(handle);
  return file;
}

/** Large enough to be seen while it is read. */
function writeLarge(file: string, objects: number): string {
  const handle = openSync(file, 'w');
  const LINES = 10_000;
  for (let from = 0; from < objects; from += LINES) {
    const lines = Array.from({ length: LINES }, (_, n) => {
      const address = 0x7f0000000000 + 64 * (from + n);
      return line(address, 'Node', [address + 64, address + 6400]);
    });
    writeSync(handle, `${lines.join('\n')}\n`);
  }
  closeSync(handle);
  return file;
}
