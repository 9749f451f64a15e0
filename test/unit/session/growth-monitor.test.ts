import { expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { GrowthReading } from '../../../shared/protocol/process-schemas.ts';
import { GrowthMonitor } from '../../../shared/session/growth-monitor.ts';
import { leakDump } from '../../support/leak-dump.ts';
import { sessionOf } from '../../support/session-of.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const MINUTE = 60_000;

/** Readings every half an hour of a cache with so many items. */
function watch(cached: readonly number[]): GrowthReading[] {
  const monitor = new GrowthMonitor();
  return cached.map((items, at) => {
    const process = { pid: 7, processKey: 'boot 7 9', rssBytes: 50e6 + 1e6 * at };
    const graph = leakDump({ leaked: 0, cached: items, process });
    return monitor.add(sessionOf(graph), START + 30 * at * MINUTE, UNATTENDED_JOB);
  });
}

test('tells what grows, with items and bytes an hour', () => {
  const [first, second] = watch([100, 600]);
  expect(first).toMatchObject({ hours: 0, rssBytesPerHour: null, growing: [] });
  expect(second).toMatchObject({
    at: '2026-01-01T00:30:00.000Z',
    hours: 0.5,
    rssBytes: 51e6,
    rssBytesPerHour: 2e6,
  });
  const [cache] = second.growing;
  // 500 items of 200 bytes, and 8 bytes in the list for each.
  expect(cache).toMatchObject({
    items: [100, 600],
    itemsPerHour: 1000,
    gainedBytes: 500 * 208,
    bytesPerHour: 2 * 500 * 208,
    inEveryStep: null,
  });
  expect(cache.name).toContain('CACHE');
});

test('compares with the first reading however many came between', () => {
  const readings = watch(Array.from({ length: 12 }, (_, at) => 100 + 50 * at));
  const last = readings[readings.length - 1];
  expect(last.growing[0]).toMatchObject({
    items: [100, 650],
    itemsPerHour: 100,
    inEveryStep: true,
  });
});

test('tells what does not grow in every step, and what does not grow at all', () => {
  const [, , third] = watch([100, 700, 650]);
  expect(third.growing[0].inEveryStep).toBe(false);
  const [, still] = watch([100, 100]);
  expect(still.growing).toEqual([]);
});
