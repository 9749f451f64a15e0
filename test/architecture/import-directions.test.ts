import { describe, expect, it } from 'vitest';
import { importCircles } from './import-circles.ts';
import { judgeImport, LAYER_RULES } from './import-directions.ts';
import { filesBelow, importsOf, readText } from './source-files.ts';

const SOURCES = ['shared', 'electron', 'renderer']
  .flatMap((folder) => filesBelow(folder))
  .filter((file) => /\.tsx?$/.test(file));

describe('who may import whom', () => {
  it('finds the sources', () => {
    expect(SOURCES.length).toBeGreaterThan(50);
  });

  it('holds for every import', () => {
    const violations = SOURCES.flatMap((from) =>
      importsOf(from).flatMap((imported) => {
        const reason = judgeImport({ from, ...imported });
        return reason === null ? [] : [`${from}: ${reason} (${imported.specifier})`];
      }),
    );
    expect(violations).toEqual([]);
  });

  it('leads from no file back to itself, not even for types', () => {
    expect(importCircles(SOURCES.map((file) => [file, importsOf(file)]))).toEqual([]);
  });

  it.each([
    ['ipcMain', 'electron/main/ipc.ts'],
    ['ipcRenderer', 'electron/preload/ipc-renderer.ts'],
  ])('leaves %s to one file', (name, home) => {
    const users = SOURCES.filter((file) =>
      new RegExp(`\\b${name}\\b[^\\n]*from 'electron'`).test(readText(file)),
    );
    expect(users).toEqual([home]);
  });

  it('leaves cytoscape to the canvas', () => {
    const users = SOURCES.filter((file) =>
      importsOf(file).some(({ specifier }) => /^cytoscape/.test(specifier)),
    );
    expect(users.filter((file) => !file.startsWith('renderer/canvas/'))).toEqual([]);
  });
});

describe('the judge', () => {
  const judge = (from: string, file: string | null, isTypeOnly = false, specifier = 'x') =>
    judgeImport({ from, file, isTypeOnly, specifier });

  it('lets layers import downwards only', () => {
    expect(judge('shared/heap/a.ts', 'shared/base/b.ts')).toBeNull();
    expect(judge('shared/base/b.ts', 'shared/heap/a.ts')).toContain('may not import shared/heap');
    expect(judge('electron/main/a.ts', 'renderer/app/b.ts')).toContain('may not');
  });

  it('judges a room by its own rule, not by that of the folder around it', () => {
    expect(judge('shared/scene/model/a.ts', 'shared/scene/writers/b.ts')).toContain('may not');
    expect(judge('shared/scene/a.ts', 'shared/scene/writers/b.ts')).toBeNull();
    expect(judge('shared/scene/model/a.ts', 'shared/analysis/paths/b.ts')).toBeNull();
    expect(judge('shared/analysis/a.ts', 'shared/base/b.ts')).toContain('lies in no layer');
  });

  it('has no layers that may import each other in a circle', () => {
    const layers = LAYER_RULES.map(({ layer }) => layer);
    const below = (layer: string): string[] => {
      const may = LAYER_RULES.find((rule) => rule.layer === layer)?.may ?? [];
      return layers.filter(
        (other) => other !== layer && may.some((folder) => `${other}/`.startsWith(`${folder}/`)),
      );
    };
    const reached = (from: string): ReadonlySet<string> => {
      const found = new Set(below(from));
      for (const layer of found) for (const next of below(layer)) found.add(next);
      return found;
    };
    expect(layers.filter((layer) => reached(layer).has(layer))).toEqual([]);
  });

  it('tells types from values', () => {
    expect(judge('shared/protocol/a.ts', 'shared/scene/b.ts', true)).toBeNull();
    expect(judge('shared/protocol/a.ts', 'shared/scene/b.ts')).toContain('only types');
  });

  it('keeps Node and packages out of shared', () => {
    expect(judge('shared/heap/a.ts', null, false, 'node:fs')).toContain('package node:fs');
    expect(judge('electron/node/a.ts', null, false, 'node:fs')).toBeNull();
  });
});

describe('the search for circles', () => {
  const circles = (arrows: Record<string, string>) =>
    importCircles(
      Object.entries(arrows).map(([file, targets]) => [
        file,
        [...targets].map((target) => ({ specifier: target, file: target, isTypeOnly: true })),
      ]),
    );

  it('names the files of each, and none of those that only lead there', () => {
    expect(circles({ a: 'b', b: 'c', c: 'b', d: 'ab' })).toEqual([['b', 'c']]);
    expect(circles({ a: 'ab', b: '' })).toEqual([['a']]);
  });

  it('finds none where files meet again without one', () => {
    expect(circles({ a: 'bc', b: 'd', c: 'd', d: '' })).toEqual([]);
  });
});

describe('the reader of imports', () => {
  it('finds every form', () => {
    const code = [
      "import { a } from './a.ts';",
      "import type { B } from './b.ts';",
      "import {\n  type C,\n  type D,\n} from './c.ts';",
      "import './d.css';",
      "export * from './e.ts';",
      "const f = await import('./f.ts');",
      "// import './comment.ts';",
      "/* import './comment.ts'; */",
    ].join('\n');
    expect(
      importsOf('shared/x/y.ts', code).map((found) => [found.specifier, found.isTypeOnly]),
    ).toEqual([
      ['./a.ts', false],
      ['./b.ts', true],
      ['./c.ts', true],
      ['./d.css', false],
      ['./e.ts', false],
      ['./f.ts', false],
    ]);
  });
});
