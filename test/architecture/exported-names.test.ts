import { expect, it } from 'vitest';
import { filesBelow, readText } from './source-files.ts';

const DECLARED =
  /^export (?:abstract )?(?:async )?(?:interface|type|const|class|enum|function\*?) (\w+)/gm;

/** A value and a type of one name in one file are one thing: `Verdict` and its members. */
function filesByExport(): ReadonlyMap<string, ReadonlySet<string>> {
  const files = new Map<string, Set<string>>();
  for (const file of ['shared', 'electron', 'renderer'].flatMap((folder) => filesBelow(folder))) {
    if (!/\.tsx?$/.test(file)) continue;
    for (const [, name = ''] of readText(file).matchAll(DECLARED)) {
      files.set(name, (files.get(name) ?? new Set()).add(file));
    }
  }
  return files;
}

it('No two modules export different things under one name', () => {
  const shared = [...filesByExport()].filter(([, files]) => files.size > 1);
  expect(shared.map(([name, files]) => `${name}: ${[...files].join(', ')}`)).toEqual([]);
});
