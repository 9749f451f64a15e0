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
