import { describe, expect, test } from 'vitest';
import type { FleetFile } from '../../../shared/fleet/fleet-report.ts';
import { fleetReport } from '../../../shared/fleet/fleet-report.ts';
import type { FleetCause, FleetMember } from '../../../shared/protocol/fleet-schemas.ts';

function cause(signature: string, bytes: number): FleetCause {
  return {
    kind: 'accumulation',
    signature,
    bytes,
    nativeBytes: 0,
    share: 0.1,
    sentence: `${bytes} bytes of ${signature}`,
    subjects: [`${bytes} things`],
    holder: 'app.CACHE',
    cycles: [],
    places: [{ name: 'add', file: 'app.py', line: 3, isOwn: true }],
    advice: 'Empty it.',
    confidence: 'exact',
  };
}

function dump(file: string, causes: readonly FleetCause[], resident = 1000): FleetFile {
  const member: FleetMember = {
    format: 'ouro',
    process: { pid: 7, commandLine: 'serve', runtime: 'CPython 3.12', takenAt: '' },
    objects: 10,
    shallowBytes: 500,
    residentBytes: resident,
    sharedBytes: 100,
    account: null,
    headline: causes[0]?.sentence ?? 'Nothing leaks.',
    causes: [...causes],
    warnings: [],
  };
  return { file, member, failure: null };
}

describe('a fleet', () => {
  test('has one leak for all causes of a signature, in the words of where it is heaviest', () => {
    const report = fleetReport([
      dump('a', [cause('cache', 100), cause('cycle', 40)]),
      dump('b', [cause('cycle', 70)], 4000),
      dump('c', [cause('cache', 300)]),
      dump('d', []),
    ]);
    expect(report.causes).toMatchObject([
      {
        signature: 'cache',
        processes: 2,
        bytes: { total: 400, least: 100, median: 200, most: 300 },
        heaviest: 'c',
        sentence: '300 bytes of cache',
        outliers: [],
      },
      {
        signature: 'cycle',
        processes: 2,
        bytes: { total: 110, least: 40, median: 55, most: 70 },
        heaviest: 'b',
      },
    ]);
    expect(report.processes.map(({ file, signatures }) => [file, signatures])).toEqual([
      ['b', ['cycle']],
      ['a', ['cache', 'cycle']],
      ['c', ['cache']],
      ['d', []],
    ]);
    expect(report).toMatchObject({ healthy: 1, residentBytes: 7000, explainedBytes: 510 });
  });

  test('adds up what one process has twice, and counts the process once', () => {
    const { causes } = fleetReport([dump('a', [cause('cache', 100), cause('cache', 20)])]);
    expect(causes).toMatchObject([
      { processes: 1, bytes: { total: 120, least: 120, median: 120, most: 120 } },
    ]);
  });

  test('names who stands far above the others, and nobody where all are alike', () => {
    const alike = [100, 101, 102, 103, 104, 105].map((bytes, at) =>
      dump(`w${at}`, [cause('cache', bytes)]),
    );
    expect(fleetReport(alike).causes[0]?.outliers).toEqual([]);
    const report = fleetReport([...alike, dump('hot', [cause('cache', 900)])]);
    expect(report.causes[0]?.outliers).toEqual(['hot']);
  });

  test('is the same in whatever order its files were read', () => {
    const files = [
      dump('a', [cause('x', 5), cause('y', 5)]),
      dump('b', [cause('y', 5), cause('x', 5)]),
      dump('c', [cause('x', 5), cause('y', 5)]),
    ];
    expect(fleetReport(files.toReversed())).toEqual(fleetReport(files));
  });

  test('says what could not be read, and what no dump tells', () => {
    const { member } = dump('old', []);
    const old = { ...member, residentBytes: null, sharedBytes: null } as FleetMember;
    const report = fleetReport([
      { file: 'old', member: old, failure: null },
      { file: 'bad', member: null, failure: 'It is damaged.' },
    ]);
    expect(report.failures).toEqual([{ file: 'bad', reason: 'It is damaged.' }]);
    expect(report.processes).toMatchObject([{ residentBytes: null, privateBytes: null }]);
  });

  test('tells private memory as what is resident and not shared', () => {
    expect(fleetReport([dump('a', [])]).processes[0]?.privateBytes).toBe(900);
  });
});
