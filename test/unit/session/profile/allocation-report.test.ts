import { expect, test } from 'vitest';
import { ProfileBuilder } from '../../../../shared/profile/allocation-profile.ts';
import { flameOf } from '../../../../shared/profile/flame.ts';
import { frameName } from '../../../../shared/profile/flame-svg.ts';
import type { Cause } from '../../../../shared/protocol/cause-schemas.ts';
import { allocationReport } from '../../../../shared/session/profile/allocation-report.ts';

function loaded() {
  const builder = new ProfileBuilder();
  builder.add([{ file: 'app.py', line: 9, function: 'load' }], 750, 3);
  builder.add([{ file: 'app.py', line: 20, function: 'churn' }], 250, 9);
  const suspicion = { file: 'app.py', line: 20, likelihood: 0.95, bytesPerSecond: 10 };
  const profile = builder.finish('peak', [suspicion]);
  return { profile, formatId: 'fil', formatLabel: 'Fil', warnings: [] };
}

const cause = (file: string, line: number, name: string): Cause => ({
  kind: 'accumulation',
  signature: 's',
  bytes: 700,
  nativeBytes: 0,
  share: 0.5,
  sentence: '700 bytes pile up in `app.KEEP`.',
  subjects: [],
  holder: 'app.KEEP',
  cycles: [],
  breaks: [],
  places: [{ name, file, line, isOwn: true }],
  advice: '',
  confidence: 'exact',
  example: null,
  holderObject: null,
  isOnCycle: false,
});

test('lines are told with their share, and what the profiler suspects is called that', () => {
  const report = allocationReport(loaded(), []);
  expect(report).toMatchObject({ format: 'fil', totalBytes: 1000, stacks: 2 });
  expect(report.headline).toMatch(
    /^load \(app\.py:9\) allocated 75 % of the 1\.00 KB that were alive at the peak\./,
  );
  expect(report.lines).toMatchObject([
    { line: 9, share: 0.75, allocations: 3, likelihood: null, causes: [] },
    { line: 20, share: 0.25, allocations: 9, likelihood: 0.95, causes: [] },
  ]);
});

test('a cause of the dump stands at its line, by the end of the path or by its function', () => {
  const at = (...place: Parameters<typeof cause>) =>
    allocationReport(loaded(), [cause(...place)]).lines.map(({ causes }) => causes.length);
  expect(at('/srv/app.py', 9, '')).toEqual([1, 0]);
  expect(at('/srv/app.py', 11, 'Service.load')).toEqual([1, 0]);
  expect(at('/srv/other_app.py', 9, 'load')).toEqual([0, 0]);
  expect(at('', 9, 'load')).toEqual([0, 0]);
});

test('what was allocated outside of Python has no line, and is not the program’s', () => {
  const builder = new ProfileBuilder();
  builder.add([{ file: '', line: 0, function: '[No Python stack]' }], 1000, 0);
  const profile = builder.finish('peak');
  const report = allocationReport({ ...loaded(), profile }, []);
  expect(report.headline).toMatch(/^\[No Python stack\] allocated 100 % of/);
  expect(report.lines).toMatchObject([{ file: '', line: 0, isOwn: false }]);
  const [, box] = flameOf(profile).boxes;
  expect(box?.origin).toBe('library');
  expect(box === undefined ? '' : frameName(profile, box)).toBe('[No Python stack]');
});

test('names of a hostile profile are short in a flame graph, too', () => {
  const builder = new ProfileBuilder();
  builder.add([{ file: `${'f'.repeat(1e5)}.py`, line: 1, function: 'g'.repeat(1e5) }], 10, 0);
  const profile = builder.finish('peak');
  const names = flameOf(profile).boxes.map((box) => frameName(profile, box).length);
  expect(Math.max(...names)).toBeLessThan(700);
});
