import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ZstdFrames } from '../../../shared/formats/bytes/zstd-frames.ts';
import { loadBytes } from '../load-from-bytes.ts';

/** A real dump in one frame, made by the zstd tool. */
const REAL = new Uint8Array(readFileSync('test/fixtures/meliae/odd_values_py27.json.zst'));
const MIB = 2 ** 20;

const u32 = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);

/** A frame whose window descriptor asks for 1 GiB, with one empty block. */
const HUNGRY = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 20 << 3, 1, 0, 0);

function windowOf(bytes: Uint8Array, step: number): number {
  const frames = new ZstdFrames();
  for (let at = 0; at < bytes.length; at += step) frames.feed(bytes.subarray(at, at + step));
  return frames.windowBytes;
}

test('the windows of all frames are seen, however the data is cut up', () => {
  const skippable = Buffer.concat([u32(0x184d2a53), u32(11), new Uint8Array(11).fill(0x28)]);
  for (const step of [1, 2, 7, 4096]) {
    const own = windowOf(REAL, step);
    expect(own).toBe(8 * MIB);
    expect(windowOf(Buffer.concat([REAL, REAL]), step)).toBe(own);
    expect(windowOf(Buffer.concat([REAL, skippable, HUNGRY]), step)).toBe(1024 * MIB);
    expect(windowOf(Buffer.concat([HUNGRY, REAL]), step)).toBe(1024 * MIB);
    // Behind damage there is nothing to follow.
    expect(windowOf(Buffer.concat([REAL, u32(7), u32(7), HUNGRY]), step)).toBe(own);
  }
});

test('a later frame that asks for too much ends the dump where it begins, and it is said', async () => {
  const whole = await loadBytes(REAL);
  // Far enough behind that what came before has been handed on.
  const between = Buffer.concat([u32(0x184d2a50), u32(8192), new Uint8Array(8192)]);
  const cut = await loadBytes(Buffer.concat([REAL, between, HUNGRY]));
  expect(cut.graph.nodeCount).toBe(whole.graph.nodeCount);
  expect(cut.warnings[0]?.code).toBe('truncated');
  expect(cut.warnings[0]?.message).toContain('128 MiB');
});
