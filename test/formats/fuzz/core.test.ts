// @module-tag slow
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { memorySource } from '../../../shared/formats/bytes/byte-source.ts';
import { portableUnzstd } from '../../../shared/formats/bytes/unzstd.ts';
import { NO_BINARIES } from '../../../shared/formats/outside/binary-files.ts';
import { CoreImage } from '../../../shared/formats/outside/core-image.ts';
import { readHeap } from '../../../shared/formats/outside/read-heap.ts';
import { expectSoundGraph } from '../sound-graph.ts';
import { Random } from './random.ts';

/** `npm run fuzz` sets these; in the tests a few cases are run. */
const SECONDS = Number(process.env.OUROBOROS_FUZZ_SECONDS ?? '0');
const SEED = Number(process.env.OUROBOROS_FUZZ_SEED ?? '1');
const CASES = 8;
const FOLDER = 'test/fixtures/outside';
/** What a core of a few thousand objects is read with, many times over. */
const MEMORY_LIMIT = 512 * 1024 * 1024;
/** Words of a heap at which readers break, beside those that point elsewhere. */
const WORDS = [0n, 1n, 255n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 47n - 8n, 2n ** 63n, 2n ** 64n - 1n];

async function cores(): Promise<readonly { name: string; bytes: Uint8Array }[]> {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.zst'));
  return Promise.all(
    names.map(async (name) => {
      const stream = portableUnzstd(memorySource(readFileSync(path.join(FOLDER, name))));
      const chunks: Uint8Array[] = [];
      for (let chunk = await stream.next(); chunk !== null; chunk = await stream.next()) {
        chunks.push(chunk.slice());
      }
      return { name, bytes: new Uint8Array(Buffer.concat(chunks)) };
    }),
  );
}

/** A few changes, or thousands: bytes, words, words that were elsewhere, the header, the end. */
function changed(bytes: Uint8Array, random: Random): Uint8Array {
  const core = bytes.slice(0, random.below(8) === 0 ? random.below(bytes.length) : bytes.length);
  const words = new BigUint64Array(core.buffer, 0, core.length >>> 3);
  const isHeader = random.below(6) === 0;
  const range = isHeader ? Math.min(words.length, 512) : words.length;
  if (range === 0) return core;
  for (let left = 4 ** random.below(isHeader ? 3 : 8); left > 0; left--) {
    const at = random.below(range);
    switch (random.below(4)) {
      case 0:
        core[8 * at + random.below(8)] ^= 1 << random.below(8);
        break;
      case 1:
        words[at] = random.pick(WORDS);
        break;
      case 2:
        words[at] += 8n * BigInt(random.below(64));
        break;
      default:
        words[at] = words[random.below(words.length)];
    }
  }
  return core;
}

test(
  'damaged cores are read or refused, never with a fault or without an end',
  async () => {
    const samples = await cores();
    const random = new Random(SEED);
    const ends = Date.now() + SECONDS * 1000;
    let cases = 0;
    let read = 0;
    while (SECONDS > 0 ? Date.now() < ends : cases < CASES) {
      const sample = random.pick(samples);
      const core = changed(sample.bytes, random);
      cases++;
      try {
        const image = new CoreImage(memorySource(core, 'core'), NO_BINARIES);
        const options = { job: UNATTENDED_JOB, memoryLimitBytes: MEMORY_LIMIT, warn: () => {} };
        expectSoundGraph(readHeap(image, options));
        read++;
      } catch (thrown) {
        if (thrown instanceof OuroborosError) continue;
        const folder = path.join('test-results', 'fuzz');
        mkdirSync(folder, { recursive: true });
        const file = path.join(folder, `core-${SEED}-${cases}.bin`);
        writeFileSync(file, core);
        throw new Error(`case ${cases} of seed ${SEED} (${sample.name}), kept in ${file}`, {
          cause: thrown,
        });
      }
    }
    console.info(`${cases} cores of seed ${SEED}, ${read} of them read`);
    expect(read).toBeGreaterThan(cases / 20);
  },
  (SECONDS + 300) * 1000,
);
