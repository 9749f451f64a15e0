import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HeapGraph, ProcessFacts } from '../../../shared/heap/heap-graph.ts';
import { memoryParts } from '../../../shared/heap/memory-parts.ts';
import { graphFromText } from '../../support/graph-from-text.ts';

function processOf(process: ProcessFacts): HeapGraph {
  return { ...graphFromText`a -> b`.graph, process };
}

test('the parts of the resident memory add up to it', () => {
  const graph = processOf({
    rssBytes: 1000,
    account: {
      resident: { heap: 300, anonymous: 400, file: 200, shared: 80, stack: 15, other: 5 },
      malloc: { freeBytes: 40 },
      pymalloc: { freeBytes: 10 },
      native: { bytes: 5000, residentBytes: 300, mappedBytes: 50 },
      untouchedBytes: 30,
    },
  });
  const parts = memoryParts(graph, 230);
  expect(parts).toMatchObject({ python: 200, native: 300, kept: 50, mappings: 250, files: 200 });
  expect(parts).toMatchObject({ remainder: 200, excess: 0 });
});

test('what the system does not tell is unknown, never zero', () => {
  expect(memoryParts(processOf({ rssBytes: 1000 }), 100)).toMatchObject({
    python: 100,
    kept: null,
    mappings: null,
    files: null,
    remainder: 900,
  });
  expect(memoryParts(processOf({}), 100)).toBeNull();
});

test('objects larger than the resident memory leave no negative remainder', () => {
  expect(memoryParts(processOf({ rssBytes: 1000 }), 1500)).toMatchObject({
    remainder: 0,
    excess: 500,
  });
});

test('the parts add up whatever the system tells, and none is negative', () => {
  const bytes = fc.nat({ max: 2 ** 40 });
  const maybe = fc.option(bytes, { nil: undefined });
  const part = <K extends string>(key: K) =>
    maybe.map((value) => (value === undefined ? {} : { [key]: value }));
  const account = fc
    .tuple(
      fc.option(
        fc.tuple(...(['heap', 'anonymous', 'file', 'shared', 'stack', 'other'] as const).map(part)),
      ),
      fc.option(part('freeBytes')),
      fc.option(part('freeBytes')),
      fc.option(fc.tuple(part('bytes'), part('residentBytes'), part('mappedBytes'))),
      maybe,
    )
    .map(([resident, malloc, pymalloc, native, untouched]) => ({
      ...(resident === null ? {} : { resident: Object.assign({}, ...resident) }),
      ...(malloc === null ? {} : { malloc }),
      ...(pymalloc === null ? {} : { pymalloc }),
      ...(native === null ? {} : { native: Object.assign({}, ...native) }),
      ...(untouched === undefined ? {} : { untouchedBytes: untouched }),
    }));
  fc.assert(
    fc.property(account, bytes, bytes, (told, rssBytes, shallow) => {
      const parts = memoryParts(processOf({ rssBytes, account: told }), shallow);
      if (parts === null) throw new Error('the resident memory is told');
      const { python, native, kept, mappings, remainder, excess } = parts;
      const all = [python, native, kept ?? 0, mappings ?? 0, remainder, excess];
      expect(all.every((value) => value >= 0)).toBe(true);
      const sum = python + native + (kept ?? 0) + (mappings ?? 0) + remainder - excess;
      expect(Math.abs(sum - rssBytes)).toBeLessThan(1);
    }),
  );
});
