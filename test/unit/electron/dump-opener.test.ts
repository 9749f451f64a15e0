import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DumpOpener } from '../../../electron/cli/open-session.ts';
import { indexFolder } from '../../../electron/node/cache-folder.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { temporaryFolder } from './temporary-folder.ts';

const home = temporaryFolder();
const dump = path.join(home, 'dump.json');
const before = process.env.XDG_CACHE_HOME;

beforeAll(() => {
  process.env.XDG_CACHE_HOME = path.join(home, 'cache');
  const refs = '16,'.repeat(1_000_000);
  writeFileSync(dump, `{"address": 16, "type": "list", "size": 8, "refs": [${refs}16]}\n`);
});

afterAll(() => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
});

function indexes(): readonly string[] {
  try {
    return readdirSync(indexFolder());
  } catch {
    return [];
  }
}

/** Opens the dump as one command line does, and keeps an index after it; what it was read from. */
async function run(settings: { readonly usesIndexes: boolean }) {
  const notes: string[] = [];
  const dumps = new DumpOpener(UNATTENDED_JOB, (note) => notes.push(note));
  dumps.usesIndexes = settings.usesIndexes;
  const session = await dumps.open(dump);
  const { nodeCount, edgeCount } = session.graph;
  expect([nodeCount, edgeCount]).toEqual([1, 1_000_001]);
  await dumps.keepIndexes();
  return { readFrom: session.opening.readFrom, notes };
}

// Linux alone looks at XDG_CACHE_HOME; elsewhere this would write to the user's own cache.
test.skipIf(process.platform !== 'linux')('a command line keeps and uses indexes', async () => {
  expect((await run({ usesIndexes: false })).readFrom).toBe('dump');
  expect(indexes()).toEqual([]);
  expect((await run({ usesIndexes: true })).readFrom).toBe('dump');
  const [name = ''] = indexes();
  expect(name).toMatch(/^v\d+-\d+-[0-9a-f]{64}\.ouro$/);
  expect(await run({ usesIndexes: true })).toEqual({ readFrom: 'index', notes: [] });
  expect((await run({ usesIndexes: false })).readFrom).toBe('dump');

  const file = path.join(indexFolder(), name);
  writeFileSync(file, readFileSync(file).subarray(0, 5000));
  const again = await run({ usesIndexes: true });
  expect(again.readFrom).toBe('dump, index discarded');
  expect(again.notes.join()).toContain('dump.json');
  expect((await run({ usesIndexes: true })).readFrom).toBe('index');
});
