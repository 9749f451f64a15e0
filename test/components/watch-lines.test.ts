import { expect, it } from 'vitest';
import { gainedLines, residentLines } from '../../renderer/views/states/watch-lines.ts';
import type { GrowingContainer, GrowthReading } from '../../shared/protocol/process-schemas.ts';

const CACHE: GrowingContainer = {
  kind: 'items',
  name: 'app.CACHE',
  type: 'builtins.dict',
  items: null,
  gainedBytes: 4000,
  bytesPerHour: 4000,
  itemsPerHour: null,
  inEveryStep: null,
  text: '',
};

const reading = (minute: number, change: Partial<GrowthReading>): GrowthReading => ({
  at: `2026-05-04T09:0${minute}:00.000Z`,
  hours: minute / 60,
  objects: 10,
  shallowBytes: 100,
  nativeBytes: 0,
  rssBytes: null,
  rssBytesPerHour: null,
  garbage: null,
  growing: [],
  ...change,
});

const READINGS = [
  reading(0, {}),
  reading(1, {}),
  reading(2, { nativeBytes: 4000, growing: [CACHE] }),
];

it('the line of the objects has in it what a container gained outside of Python', () => {
  const names = { main: 'RSS', explained: 'Objects', garbage: 'Garbage' };
  const lines = residentLines(READINGS, names);
  expect(lines.map(({ label, bytes }) => [label, bytes])).toEqual([['Objects', [100, 100, 4100]]]);
});

it('a container has a point where it is known to have grown, and where the watch began', () => {
  const [line] = gainedLines(READINGS);
  expect(line).toMatchObject({ label: 'app.CACHE', bytes: [0, 4000] });
  expect(line?.time).toHaveLength(2);
});
