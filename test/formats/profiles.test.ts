import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { OuroborosError } from '../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { loadProfile } from '../../shared/formats/load-profile.ts';
import { allocationLines } from '../../shared/profile/allocation-lines.ts';
import { loadBytes, PLENTY_OF_MEMORY } from './load-from-bytes.ts';

const DATA = '../shared/data';

function load(bytes: Uint8Array | string) {
  const raw = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: PLENTY_OF_MEMORY };
  return loadProfile(memorySource(raw, 'sample'), options);
}

type Loaded = Awaited<ReturnType<typeof load>>;

const linesOf = ({ profile }: Loaded) =>
  allocationLines(profile).map(({ file, line, function: name, bytes, throughBytes }) => [
    `${file}:${line} ${name}`,
    bytes,
    throughBytes,
  ]);
const total = ({ profile }: Loaded) => profile.bytes.reduce((sum, bytes) => sum + bytes, 0);

function bytesOf({ profile }: Loaded, file: string, line: number, name: string): number {
  const found = allocationLines(profile).filter(
    (own) => own.file.endsWith(file) && own.line === line && own.function === name,
  );
  return found.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Cut off anywhere it opens, or says in an error of ours why not. */
async function expectSurvivesCuts(text: string): Promise<void> {
  let opened = 0;
  for (let end = 1; end < text.length; end++) {
    try {
      const { profile } = await load(text.slice(0, end));
      expect(profile.stackStart.length).toBe(profile.bytes.length + 1);
      expect(profile.stackFrame.every((frame) => frame < profile.frames.length)).toBe(true);
      opened++;
    } catch (thrown) {
      if (!(thrown instanceof OuroborosError)) throw thrown;
    }
  }
  expect(opened).toBeGreaterThan(0);
}

const FIL = [
  'app.py:3 (main);app.py:9 (load);/v/lib/python3.11/site-packages/np/x.py:4 (empty) 700',
  'app.py:3 (main);app.py:9 (load) 300',
  'app.py:3 (main);/usr/lib/python3.11/json/__init__.py:346 (loads) 50',
  '[No Python stack] 20',
  '<frozen importlib._bootstrap>:241 (_call) 5',
  '',
].join('\n');

const MEMRAY = [
  'allocator,num_allocations,size,tid,thread_name,stack_trace',
  'MALLOC,2,700,1,0x1,empty;/v/site-packages/np/x.py;4|load;app.py;9|main;app.py;3',
  'MMAP,1,300,1,"a ""b"", c",load;app.py;9|main;app.py;3',
  'MALLOC,1,20,1,0x1,',
  '',
].join('\r\n');

const SCALENE = JSON.stringify({
  alloc_samples: 3,
  files: {
    '/srv/app.py': {
      lines: [
        { lineno: 4, n_malloc_mb: 2, n_mallocs: 7 },
        { lineno: 5, n_malloc_mb: 0, n_mallocs: 0 },
      ],
      leaks: { '8': { likelihood: 0.9, velocity_mb_s: 1.5 } },
    },
  },
});

describe('Fil', () => {
  test('a stack is its innermost line of the program; the lines add up', async () => {
    const loaded = await load(FIL);
    expect(loaded).toMatchObject({ formatId: 'fil', warnings: [], profile: { measure: 'peak' } });
    expect(linesOf(loaded).slice(0, 3)).toEqual([
      ['app.py:9 load', 1000, 1000],
      ['app.py:3 main', 50, 1050],
      [':0 [No Python stack]', 20, 20],
    ]);
    expect(total(loaded)).toBe(1075);
  });

  test('a line that is none is left out, and said', async () => {
    const loaded = await load(`${FIL}no frame at all 12\napp.py:1 (x);? 3\n`);
    expect(total(loaded)).toBe(1075);
    expect(loaded.warnings).toEqual(['2 stacks could not be read and are left out.']);
  });

  test('survives being cut anywhere', () => expectSurvivesCuts(FIL));

  test.skipIf(!existsSync(`${DATA}/fil`))(
    'the sample has the bytes counted beside it',
    async () => {
      const loaded = await load(readFileSync(`${DATA}/fil/peak-memory.prof.gz`));
      expect(loaded.warnings).toEqual([]);
      expect(loaded.profile.bytes).toHaveLength(10_000);
      expect(total(loaded)).toBe(76_951_785);
      expect(bytesOf(loaded, 'prog.py', 10, 'load')).toBe(48_091_346);
      expect(bytesOf(loaded, 'prog.py', 3, '<module>')).toBe(22_671_661);
      expect(bytesOf(loaded, 'prog.py', 16, '<listcomp>')).toBe(4_390_366);
    },
  );
});

describe('memray', () => {
  test('quoted fields are read, and stacks turned round', async () => {
    const loaded = await load(MEMRAY);
    expect(loaded).toMatchObject({
      formatId: 'memray',
      warnings: [],
      profile: { measure: 'kept' },
    });
    expect(linesOf(loaded).slice(0, 2)).toEqual([
      ['app.py:9 load', 1000, 1000],
      [':0 ', 20, 20],
    ]);
    expect(Array.from(loaded.profile.allocations)).toEqual([2, 1, 1]);
  });

  test('survives being cut anywhere', () => expectSurvivesCuts(MEMRAY));

  test.skipIf(!existsSync(`${DATA}/memray`))(
    'the sample has the bytes counted beside it',
    async () => {
      const loaded = await load(readFileSync(`${DATA}/memray/leaks.csv.gz`));
      expect(loaded.profile.bytes).toHaveLength(2402);
      expect(total(loaded)).toBe(81_788_723);
      expect(bytesOf(loaded, 'prog.py', 10, 'load')).toBe(48_018_034);
      expect(bytesOf(loaded, 'prog.py', 3, '<module>')).toBe(24_106_626);
      expect(bytesOf(loaded, 'prog.py', 2, '<module>')).toBe(5_414_641);
      expect(bytesOf(loaded, 'prog.py', 16, '<listcomp>')).toBe(4_194_304);
    },
  );
});

describe('Scalene', () => {
  test('lines stand alone where there are no stacks, and suspicions are kept apart', async () => {
    const loaded = await load(SCALENE);
    expect(loaded).toMatchObject({ formatId: 'scalene', profile: { measure: 'allocated' } });
    expect(linesOf(loaded)).toEqual([['/srv/app.py:4 ', 2 * 2 ** 20, 2 * 2 ** 20]]);
    expect(loaded.profile.suspicions).toEqual([
      { file: '/srv/app.py', line: 8, likelihood: 0.9, bytesPerSecond: 1.5 * 2 ** 20 },
    ]);
  });

  test('cut off it is refused with the reason', async () => {
    await expect(load(SCALENE.slice(0, -3))).rejects.toMatchObject({ code: 'dump-malformed' });
  });

  test.skipIf(!existsSync(`${DATA}/scalene`))(
    'the sample tells what was allocated where',
    async () => {
      const loaded = await load(readFileSync(`${DATA}/scalene/profile.json`));
      const [first, second] = linesOf(loaded);
      expect(first?.[0]).toBe('/srv/app/scal.py:8 texts');
      expect(first?.[1]).toBeCloseTo(360.057549 * 2 ** 20, 0);
      expect(second?.[0]).toBe('/srv/app/scal.py:4 load');
      expect(loaded.profile.suspicions.map(({ line }) => line)).toEqual([8]);
    },
  );
});

test('numbers that are none, names like __proto__ and endless lines do no harm', async () => {
  const odd = await load(`__proto__:1 (__proto__) 5\na.py:1 (x) 99999999999999999999\n`);
  expect(linesOf(odd)).toEqual([['__proto__:1 __proto__', 5, 5]]);
  const endless = `app.py:3 (main);${'x'.repeat(3 << 20)}`;
  await expect(load(endless)).rejects.toMatchObject({ code: 'dump-malformed' });
});

test('a profile that is opened as a dump says what reads it', async () => {
  const bytes = new TextEncoder().encode(FIL);
  await expect(loadBytes(bytes)).rejects.toThrow(/Fil profile.*ouroboros allocations/);
});
