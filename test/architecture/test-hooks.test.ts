import { expect, it } from 'vitest';
import { filesBelow, readText } from './source-files.ts';

/** Test files share their modules (`isolate: false`): a hook of a helper is only there for the first that loads it. */
it('What tests share registers no hook of its own', () => {
  const shared = filesBelow('test').filter(
    (file) => /\.tsx?$/.test(file) && !/\.(test|spec)\.tsx?$/.test(file),
  );
  expect(shared.length).toBeGreaterThan(50);
  const hooked = shared.filter((file) => /^(?:before|after)(?:Each|All)\(/m.test(readText(file)));
  expect(hooked).toEqual([]);
});
