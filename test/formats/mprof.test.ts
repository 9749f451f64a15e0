import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { OuroborosError } from '../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import type { ByteStream } from '../../shared/formats/bytes/byte-source.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { NotADumpError } from '../../shared/formats/load-dump.ts';
import type { LoadedTimeline } from '../../shared/formats/load-timeline.ts';
import { loadTimeline } from '../../shared/formats/load-timeline.ts';
import { isMprof, readMprof } from '../../shared/formats/mprof/mprof-reader.ts';
import { numberField } from '../../shared/formats/mprof/number-field.ts';
import type { TimelineWarning } from '../../shared/formats/timelines/timeline-format.ts';
import { callTree } from '../../shared/timeline/function-growth.ts';
import { loadBytes, PLENTY_OF_MEMORY } from './load-from-bytes.ts';

const FIXTURES = 'test/fixtures/mprof';
const SAMPLES = '../shared/data/mprof';
const MIB = 2 ** 20;

const counts = z
  .record(
    z.string(),
    z.object({
      lines: z.record(z.string(), z.number()),
      peakMib: z.number(),
      peakTime: z.number(),
      children: z.record(z.string(), z.number()),
      functions: z.record(z.string(), z.object({ calls: z.number(), growthMib: z.number() })),
    }),
  )
  .parse(JSON.parse(readFileSync(`${FIXTURES}/counts.json`, 'utf8')));

function load(bytes: Uint8Array | string, memoryLimitBytes = PLENTY_OF_MEMORY) {
  const raw = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes };
  return loadTimeline(memorySource(raw, 'sample.dat'), options);
}

async function codeOf(loading: Promise<unknown>): Promise<string> {
  try {
    await loading;
  } catch (thrown) {
    if (thrown instanceof OuroborosError) return thrown.code;
    throw thrown;
  }
  return 'loaded';
}

const codesOf = ({ warnings }: LoadedTimeline) => warnings.map(({ code }) => code);

/** Every column is as long as the others of its table, finite and in order. */
function expectSound({ timeline }: LoadedTimeline): void {
  const { main, children, calls } = timeline;
  for (const { time, bytes } of [main, ...children]) {
    expect(bytes.length).toBe(time.length);
    expect(time.every((value, at) => at === 0 || value >= (time[at - 1] ?? 0))).toBe(true);
    expect(bytes.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
  }
  expect(calls.start.every((value, at) => value <= (calls.end[at] ?? 0))).toBe(true);
  expect(calls.name.every((name) => name < calls.names.length)).toBe(true);
}

describe('timelines of mprof', () => {
  it.each(Object.entries(counts))('reads %s as it was counted', async (file, truth) => {
    const found = [path.join(FIXTURES, file), path.join(SAMPLES, file)].find(existsSync);
    if (found === undefined) {
      console.info(`not run: ${file} is not there`);
      return;
    }
    const raw = readFileSync(found);
    expect(isMprof(raw)).toBe(true);
    for (const bytes of [new Uint8Array(raw), gzipSync(raw)]) {
      const { timeline, warnings } = await load(bytes);
      expect(warnings).toEqual([]);
      expect(timeline.command).toBe('/usr/bin/python3 work.py');
      expect(timeline.main.time.length).toBe(truth.lines.MEM);
      const peak = Math.max(...timeline.main.bytes);
      expect(peak).toBe(Math.round(truth.peakMib * MIB));
      expect(timeline.main.time[timeline.main.bytes.indexOf(peak)]).toBe(truth.peakTime);
      expect(
        Object.fromEntries(timeline.children.map(({ pid, time }) => [String(pid), time.length])),
      ).toEqual(truth.children);
      const { functions } = callTree(timeline.calls, UNATTENDED_JOB);
      expect(Object.fromEntries(functions.map(({ name, calls }) => [name, calls]))).toEqual(
        Object.fromEntries(
          Object.entries(truth.functions).map(([name, { calls }]) => [name, calls]),
        ),
      );
      for (const { name, growthBytes } of functions) {
        const expected = (truth.functions[name]?.growthMib ?? 0) * MIB;
        expect(Math.abs(growthBytes - expected)).toBeLessThan(200);
      }
    }
  });

  it('tells children counted apart from children counted in', async () => {
    const apart = await load(readFileSync(`${FIXTURES}/multiprocess.dat`));
    const within = await load(readFileSync(`${FIXTURES}/both.dat`));
    expect(within.timeline.together).toBeNull();
    // By hand, from the lines of the fullest moment.
    expect((apart.timeline.together?.bytes ?? 0) / MIB).toBeCloseTo(644.75, 0);
  });

  it('is told from dumps by content, and a dump is not asked for', async () => {
    await expect(loadBytes('CMDLINE python x.py\nMEM 1.5 1700000000.0000\n')).rejects.toThrow(
      NotADumpError,
    );
    for (const text of [
      '',
      'hello',
      'MEMORY 1 2',
      'CMDLINES',
      'CMDLINE a\nb\nc\nd\n',
      '{"address":1}',
    ]) {
      expect(isMprof(new TextEncoder().encode(text))).toBe(false);
    }
    for (const text of [
      'CMDLINE a b',
      '\n\nMEM 1.0 2.0\n',
      '\ufeffMEM 1.0 2.0\r\n',
      'CHLD 7 1.0 2.0',
    ]) {
      expect(isMprof(new TextEncoder().encode(text))).toBe(true);
    }
  });
});

function inPieces(bytes: Uint8Array, sizes: readonly number[]): ByteStream {
  let consumed = 0;
  let turn = 0;
  return {
    get consumed() {
      return consumed;
    },
    truncation: null,
    async next() {
      if (consumed >= bytes.length) return null;
      const size = sizes[turn++ % sizes.length] ?? 1;
      const piece = bytes.slice(consumed, consumed + size);
      consumed += piece.length;
      return piece;
    },
  };
}

const LINES = [
  'CMDLINE python leak.py',
  'MEM 10.500000 1700000000.0000',
  'CHLD 77 4.000000 1700000000.0010',
  'FUNC __main__.f 10.5000 1700000000.0001 12.0000 1700000000.4000 1',
  'MEM 12.000000 1700000000.5000',
  '',
];

describe('damaged and hostile timelines', () => {
  test('every place to cut one off', async () => {
    const whole = LINES.join('\n');
    for (let length = 1; length < whole.length; length++) {
      const text = whole.slice(0, length);
      const code = await codeOf(load(text));
      if (code !== 'loaded') {
        expect(['dump-empty', 'dump-malformed']).toContain(code);
        continue;
      }
      const loaded = await load(text);
      expectSound(loaded);
      // A line that is cut short is left out and said so, never read as another number.
      for (const time of [...loaded.timeline.main.time, ...loaded.timeline.calls.end]) {
        expect([1700000000, 1700000000.4, 1700000000.5]).toContain(time);
      }
      const cut = text.slice(text.lastIndexOf('\n') + 1);
      const isWhole = cut === '' || LINES.includes(cut) || cut.endsWith(' 1700000000.4000');
      if (text.includes('MEM 10.500000 1700000000.0000')) {
        expect(codesOf(loaded).includes('truncated')).toBe(!isWhole);
      }
    }
  });

  test('any byte changed', async () => {
    const raw = new TextEncoder().encode(LINES.join('\n'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(raw.length - 1), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 6,
        }),
        async (changes) => {
          const bytes = raw.slice();
          for (const [at, value] of changes) bytes[at] = value;
          isMprof(bytes);
          const code = await codeOf(load(bytes));
          expect(['loaded', 'dump-empty', 'dump-malformed', 'dump-unrecognised']).toContain(code);
          if (code === 'loaded') expectSound(await load(bytes));
        },
      ),
    );
  });

  test('any lines, in any chunks', async () => {
    const line = fc.constantFrom(...LINES, 'MEM nan 1.0', 'MEM -1.0 2.0', 'FUNC', '\r', '\u00e9');
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 30 }),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        async (lines, end, sizes) => {
          const text = lines.join(end);
          const code = await codeOf(load(text));
          if (code !== 'loaded') {
            expect(['dump-empty', 'dump-malformed']).toContain(code);
            return;
          }
          const whole = await load(text);
          expectSound(whole);
          const stream = inPieces(new TextEncoder().encode(text), sizes);
          const warnings: TimelineWarning[] = [];
          const timeline = await readMprof(stream, {
            job: UNATTENDED_JOB,
            sourceBytes: text.length,
            memoryLimitBytes: PLENTY_OF_MEMORY,
            warn: (warning) => warnings.push(warning),
          });
          expect({ timeline, formatLabel: whole.formatLabel, warnings }).toEqual(whole);
        },
      ),
    );
  });

  it.each([
    ['nan', 'MEM nan 1700000000.0'],
    ['infinity', 'MEM inf 1700000000.0'],
    ['a negative size, as for a process that is gone', 'MEM -1.000000 1700000000.0'],
    ['a size beyond anything', 'MEM 1e999 1700000000.0'],
    ['a size of a hundred digits', `MEM ${'9'.repeat(100)} 1700000000.0`],
    ['a time beyond the calendar', 'MEM 1.0 99999999999999999.0'],
    ['a negative time', 'MEM 1.0 -5.0'],
    ['a word', 'MEM lots 1700000000.0'],
    ['too few fields', 'MEM 1.0'],
    ['too many fields', 'MEM 1.0 2.0 3.0 4.0 5.0 6.0 7.0 8.0'],
    ['another record', 'HEAP 1.0 2.0'],
    ['a call that ends before it starts', 'FUNC f 1.0 20.0 1.0 10.0'],
    ['a call without a name', 'FUNC 1.0 20.0 1.0 30.0'],
    ['a child of no number', 'CHLD me 1.0 2.0'],
  ])('leaves out %s, and says so', async (_, line) => {
    const loaded = await load(`MEM 1.0 1.0\n${line}\nMEM 2.0 2.0\n`);
    expect([...loaded.timeline.main.bytes]).toEqual([MIB, 2 * MIB]);
    expect(loaded.timeline.calls.start.length).toBe(0);
    expect(codesOf(loaded)).toEqual(['skipped-lines']);
    expect(loaded.warnings[0]?.message).toContain('at byte 12');
  });

  it('takes names with blanks, a level or none, and CR LF', async () => {
    const text = 'FUNC m.a b 1.0 10.0 2.0 11.0 3\r\nFUNC <lambda> 1.0 10.5 2.0 10.6\r\n';
    const { timeline } = await load(text);
    const { calls } = timeline;
    expect([...calls.name].map((name) => calls.names[name])).toEqual(['m.a b', '<lambda>']);
    expect([...calls.end]).toEqual([11, 10.6]);
  });

  it('puts measurements in order of their times, and says so', async () => {
    const loaded = await load('MEM 1.0 30.0\nMEM 2.0 10.0\nMEM 3.0 20.0\nMEM 4.0 20.0\n');
    expect([...loaded.timeline.main.time]).toEqual([10, 20, 20, 30]);
    expect([...loaded.timeline.main.bytes].map((bytes) => bytes / MIB)).toEqual([2, 3, 4, 1]);
    expect(codesOf(loaded)).toEqual(['out-of-order']);
  });

  it('goes on through runs that were joined', async () => {
    const loaded = await load('CMDLINE a\nMEM 1.0 1.0\nCMDLINE b\nMEM 2.0 2.0\n');
    expect(loaded.timeline.command).toBe('a');
    expect(codesOf(loaded)).toEqual(['several-runs']);
  });

  it('holds no line that never ends', async () => {
    const text = `CMDLINE ${'x'.repeat(3_000_000)}\nMEM 1.0 1.0\n`;
    const { timeline } = await load(text);
    expect(timeline.command.length).toBeLessThan(70_000);
    expect(timeline.main.time.length).toBe(1);
  });

  it('tells only so many children apart', async () => {
    const lines = Array.from({ length: 66_000 }, (_, pid) => `CHLD ${pid} 1.0 5.0`);
    const loaded = await load(`MEM 1.0 1.0\n${lines.join('\n')}\n`);
    expect(loaded.timeline.children.length).toBe(65_535);
    expect(codesOf(loaded)).toEqual(['children-left-out']);
  });

  it('is refused with the numbers before it takes more memory than there is', async () => {
    const text = 'MEM 1.0 1.0\n'.repeat(100_000);
    expect(await codeOf(load(text, 500_000))).toBe('dump-too-large');
  });

  it('without a measurement is empty', async () => {
    expect(await codeOf(load('CMDLINE python x.py\n'))).toBe('dump-empty');
    expect(await codeOf(load('CMDLINE python x.py\nMEM x y\n'))).toBe('dump-malformed');
  });
});

test('numbers are read to the last bit', () => {
  const digits = fc.stringMatching(/^\d{1,19}(\.\d{1,10})?$/);
  fc.assert(
    fc.property(digits, (text) => {
      const bytes = new TextEncoder().encode(` ${text} `);
      expect(numberField(bytes, 1, bytes.length - 1)).toBe(Number(text));
    }),
  );
  for (const text of ['', '.', '1.', '.5', '-1', '+1', '1e5', 'nan', '1.2.3', ' 1']) {
    const bytes = new TextEncoder().encode(text);
    expect(numberField(bytes, 0, bytes.length)).toBeNaN();
  }
});
