import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { OuroborosError } from '../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { NotADumpError } from '../../shared/formats/load-dump.ts';
import { loadTimeline } from '../../shared/formats/load-timeline.ts';
import { loadBytes, PLENTY_OF_MEMORY } from './load-from-bytes.ts';

const DATA = '../shared/data';

function load(bytes: Uint8Array | string) {
  const raw = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: PLENTY_OF_MEMORY };
  return loadTimeline(memorySource(raw, 'sample'), options);
}

const codesOf = ({ warnings }: Awaited<ReturnType<typeof load>>) =>
  warnings.map(({ code }) => code);

/** Cut off anywhere it opens, or says in an error of ours why not. */
async function expectSurvivesCuts(text: string): Promise<void> {
  let opened = 0;
  for (let end = 1; end < text.length; end++) {
    try {
      const { timeline } = await load(text.slice(0, end));
      for (const { time, bytes } of [timeline.main, ...timeline.children]) {
        expect(time.length).toBe(bytes.length);
        expect(time.every((value, at) => at === 0 || value >= (time[at - 1] ?? 0))).toBe(true);
      }
      opened++;
    } catch (thrown) {
      if (!(thrown instanceof OuroborosError)) throw thrown;
    }
  }
  expect(opened).toBeGreaterThan(0);
}

function sample(path: string, check: (bytes: Uint8Array) => Promise<void>): void {
  const whole = `${DATA}/${path}`;
  if (!existsSync(whole)) {
    console.warn(`NOT RUN: ${whole} is not there; its test needs the file.`);
    test.skip(`${whole} (absent)`, () => {});
    return;
  }
  test(whole, async () => {
    const bytes = readFileSync(whole);
    await expect(loadBytes(bytes)).rejects.toBeInstanceOf(NotADumpError);
    await check(bytes);
  });
}

describe('timelines that were really recorded', () => {
  sample('smemstat/leak.json', async (bytes) => {
    const loaded = await load(bytes);
    expect(codesOf(loaded)).toEqual(['no-clock']);
    const { main, children, command, together } = loaded.timeline;
    expect(command).toBe('python leak.py');
    expect(Array.from(main.time)).toEqual([0, 1, 2, 3]);
    expect(main.bytes[0]).toBe(97513472);
    expect(children.map(({ pid }) => pid).sort()).toEqual([20976, 20977]);
    // A process that did not change is not listed: it has its last value still.
    expect(children.every(({ time }) => time.length === 4)).toBe(true);
    const last = [main, ...children].reduce((sum, { bytes: values }) => sum + (values[3] ?? 0), 0);
    expect(together?.bytes).toBeGreaterThanOrEqual(last);
  });
  sample('glances/lines.json', async (bytes) => {
    const loaded = await load(bytes);
    expect(codesOf(loaded)).toEqual([]);
    const { main, command } = loaded.timeline;
    expect(command).toBe('the whole machine');
    expect([main.time.length, main.time[0], main.bytes[0]]).toEqual([
      6,
      Date.parse('2026-11-29T19:21:49Z') / 1000,
      966791168,
    ]);
  });
  sample('psrecord/leak.txt', async (bytes) => {
    const loaded = await load(bytes);
    expect(codesOf(loaded)).toEqual(['no-clock']);
    const { main } = loaded.timeline;
    expect([main.time.length, main.time[7]]).toEqual([8, 3.524]);
    expect(main.bytes[7]).toBeCloseTo(286.5 * 2 ** 20, 0);
  });
});

const DOCKER = [
  { Name: 'web', ID: 'a1', MemUsage: '1.5GiB / 2GiB', MemPerc: '75%', PIDs: '12' },
  { Name: 'db', ID: 'b2', MemUsage: '512MiB / 2GiB', MemPerc: '25%', PIDs: '7' },
  { Name: 'web', ID: 'a1', MemUsage: '1.75GiB / 2GiB', MemPerc: '87%', PIDs: '12' },
  { Name: 'db', ID: 'b2', MemUsage: '500kB / 2GiB', MemPerc: '1%', PIDs: '7' },
  { Name: 'web', ID: 'a1', MemUsage: '-- / --', MemPerc: '--', PIDs: '0' },
]
  .map((line) => JSON.stringify(line))
  .join('\n');

const GLANCES = [
  {
    now: '2026-11-29T19:21:49Z',
    mem: { used: 100 },
    processlist: [{ pid: 7, name: 'python', memory_info: { rss: 900 } }],
  },
  {
    now: { iso: '2026-11-29T19:21:51Z' },
    mem: { used: 200 },
    processlist: [{ pid: 7, name: 'python', memory_info: [950, 2] }],
  },
]
  .map((line) => JSON.stringify(line))
  .join('\n');

const SMEMSTAT = JSON.stringify({
  smemstat: {
    'periodic-samples': [
      {
        'smem-per-process': [
          { pid: 1, command: 'a "quoted" {', rss: 10 },
          { pid: 2, command: 'b', rss: 30 },
        ],
      },
      { 'smem-per-process': [{ pid: 1, command: 'a', rss: 20 }] },
    ],
  },
});

const PSRECORD =
  '# Elapsed time   CPU (%)     Real (MB)   Virtual (MB)\n 0.0 0.0 1.0 2.0\n 0.5 0.0 2.5 9.0\n';

describe('timelines of processes', () => {
  test('docker stats: a look ends where a container comes again', async () => {
    const loaded = await load(DOCKER);
    expect(codesOf(loaded)).toEqual(['no-clock', 'skipped-lines']);
    const { main, children, together, command } = loaded.timeline;
    expect([command, children[0]?.name]).toEqual(['web', 'db']);
    expect(Array.from(main.bytes)).toEqual([1.5 * 2 ** 30, 1.75 * 2 ** 30, 1.75 * 2 ** 30]);
    expect(Array.from(children[0]?.bytes ?? [])).toEqual([512 * 2 ** 20, 500_000, 500_000]);
    expect(together).toEqual({ time: 0, bytes: 2 * 2 ** 30 });
  });

  test('glances: both forms of time and of memory are read', async () => {
    const { timeline } = await load(GLANCES);
    expect(timeline.command).toBe('python');
    expect(Array.from(timeline.main.bytes)).toEqual([900, 950]);
    expect(Array.from(timeline.children[0]?.bytes ?? [])).toEqual([100, 200]);
  });

  test('smemstat: what a record that was cut off holds is kept', async () => {
    const loaded = await load(SMEMSTAT.slice(0, -3));
    expect(codesOf(loaded)).toContain('truncated');
    expect(Array.from(loaded.timeline.main.bytes)).toEqual([30, 30]);
    expect(Array.from(loaded.timeline.children[0]?.bytes ?? [])).toEqual([10, 20]);
  });

  test.each([
    ['docker stats', DOCKER],
    ['glances', GLANCES],
    ['smemstat', SMEMSTAT],
    ['psrecord', PSRECORD],
  ])('%s opens or is refused wherever it is cut off', (_, text) => expectSurvivesCuts(text));
});
