import { expect, test } from 'vitest';
import { ProfileBuilder } from '../../../shared/profile/allocation-profile.ts';
import { flameOf } from '../../../shared/profile/flame.ts';
import { flameSvg } from '../../../shared/profile/flame-svg.ts';

const at = (line: number, name = `f${line}`) => ({ file: 'app.py', line, function: name });

test('stacks that begin alike share their boxes, the heaviest first', () => {
  const builder = new ProfileBuilder();
  builder.add([at(1), at(2)], 30, 1);
  builder.add([at(1), at(3)], 60, 1);
  builder.add([at(4)], 10, 1);
  const { boxes, depth, omitted } = flameOf(builder.finish('peak'));
  expect([depth, omitted]).toEqual([3, 0]);
  expect(boxes.map(({ frame, depth: own, from, share }) => [frame, own, from, share])).toEqual([
    [-1, 0, 0, 1],
    [0, 1, 0, 0.9],
    [3, 1, 0.9, 0.1],
    [2, 2, 0, 0.6],
    [1, 2, 0.6, 0.3],
  ]);
});

test('what is too narrow to be seen is counted and left out, so that no drawing grows with the profile', () => {
  const builder = new ProfileBuilder();
  for (let line = 1; line <= 5000; line++) builder.add([at(line)], line === 1 ? 100_000 : 1, 1);
  const { boxes, omitted } = flameOf(builder.finish('peak'));
  expect(boxes).toHaveLength(2);
  expect(omitted).toBe(4999);
});

test('frames of the import system are left out', () => {
  const builder = new ProfileBuilder();
  const importing = {
    file: '<frozen importlib._bootstrap>',
    line: 1176,
    function: '_find_and_load',
  };
  builder.add([at(1), importing, importing, at(2)], 30, 1);
  const { boxes } = flameOf(builder.finish('peak'));
  expect(boxes.map(({ frame }) => frame)).toEqual([-1, 0, 2]);
});

test('recursion without end is told by its innermost frames', () => {
  const builder = new ProfileBuilder();
  builder.add(
    Array.from({ length: 100_000 }, (_, line) => at(line)),
    5,
    1,
  );
  const profile = builder.finish('peak');
  expect(profile.stackFrame).toHaveLength(512);
  expect(profile.frames.at(-1)).toEqual(at(99_999));
  expect(flameOf(profile).depth).toBe(121);
});

test('names of functions are text in the drawing, whatever they hold', () => {
  const builder = new ProfileBuilder();
  builder.add([at(1, '</text><script>alert("1")</script>\u202e')], 10, 1);
  const profile = builder.finish('peak');
  const svg = flameSvg(profile, flameOf(profile), 'A <title>', 'dark');
  expect(svg).not.toContain('<script');
  expect(svg).not.toContain('\u202e');
  expect(svg).toContain('A &lt;title&gt;');
  // No text broke out of its element.
  const opened = [...svg.matchAll(/<[a-z][^>]*(?<!\/)>/g)];
  expect(opened).toHaveLength([...svg.matchAll(/<\/[a-z]+>/g)].length);
});
