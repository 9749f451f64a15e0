import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { LoadedDump } from '../../shared/formats/importer.ts';
import { NodeFlag, RootKind } from '../../shared/heap/heap-graph.ts';
import { checkSample } from './check-sample.ts';
import { edgeLines, rootLines } from './edge-lines.ts';
import { pyheapDump } from './hand-made/pyheap-dump.ts';
import { errorOf, loadBytes, warningCodes } from './load-from-bytes.ts';
import { textsOf, typesOf } from './same-graph.ts';
import { expectSurvivesChanges, expectSurvivesCuts } from './survives.ts';

const FOLDER = '../shared/data/pyheap';

const countsSchema = z.object({
  objects: z.number(),
  unique_referent_edges: z.number(),
  dangling_edges: z.number(),
  self_edges: z.number(),
  total_size: z.number(),
  extra_referents: z.number(),
  dict_entries: z.number(),
  elements: z.number(),
  by_type: z.record(z.string(), z.number()),
  leaked: z.record(z.string(), z.number()),
});

function counts(): z.infer<typeof countsSchema> {
  const path = `${FOLDER}/leaky_nostr.counts.json`;
  const nothing =
    '{"objects":0,"unique_referent_edges":0,"dangling_edges":0,"self_edges":0,"total_size":0,"extra_referents":0,"dict_entries":0,"elements":0,"by_type":{},"leaked":{}}';
  return countsSchema.parse(JSON.parse(existsSync(path) ? readFileSync(path, 'utf8') : nothing));
}

/** Three threads hold their variables, and `sys.modules` 576 objects that are plain modules. */
function checkRoots({ graph }: LoadedDump): void {
  const kinds = Array.from(graph.roots?.kind ?? []);
  expect(kinds.filter((kind) => kind === RootKind.module).length).toBe(576);
  expect(rootLines(graph)).toContain('MainThread: main() local df_local → DataFrame');
  const namespaces = graph.flags.filter((flags) => (flags & NodeFlag.isModuleNamespace) !== 0);
  expect(namespaces.length).toBeGreaterThan(500);
}

describe('PyHeap samples', () => {
  const known = counts();
  checkSample({
    path: `${FOLDER}/leaky_nostr.pyheap.gz`,
    formatId: 'pyheap',
    truth: {
      objects: known.objects,
      references:
        known.extra_referents + 2 * known.dict_entries + known.elements - known.dangling_edges,
      distinctReferences: known.unique_referent_edges - known.dangling_edges,
      danglingReferences: known.dangling_edges,
      shallowBytes: known.total_size,
      selfReferences: known.self_edges,
      objectsByType: { ...known.by_type, ...known.leaked },
    },
    warnings: ['dangling-references'],
    also: checkRoots,
  });
});

describe('the PyHeap importer', () => {
  test('names references by attributes, positions and keys, and keeps roots', async () => {
    const dump = await loadBytes(pyheapDump());
    expect(warningCodes(dump)).toEqual(['dangling-references']);
    const { graph } = dump;
    expect(typesOf(graph)).toEqual([
      'module',
      'dict',
      'dict',
      'int',
      'str',
      'str',
      'str',
      'Box',
      'list',
    ]);
    expect(edgeLines(graph)).toEqual([
      'module .__dict__ dict',
      "dict key 'modules' str",
      "dict ['modules'] dict",
      "dict key 'getrefcount' str",
      "dict ['getrefcount'] int",
      "dict key 'sys' str",
      "dict ['sys'] module",
      'Box .items list',
      'list [0] Box',
      'list [1] list',
    ]);
    expect(rootLines(graph)).toEqual(['MainThread: main() local box → Box', 'sys → module']);
    expect(graph.process.threads).toEqual([
      { name: 'MainThread', daemon: false, stack: ['app.py:7 in main'] },
    ]);
    expect(graph.process.takenAt).toBe('2026-11-20T22:58:55.000Z');
    expect(textsOf(graph, graph.preview ?? new Uint32Array(0))[7]).toBe('<box>');
    expect(graph.danglingReferences).toBe(2);
  });

  test('names what attributes tell where no texts were written', async () => {
    const { graph } = await loadBytes(pyheapDump({ texts: false }));
    expect(edgeLines(graph)).toContain("dict ['getrefcount'] int");
    expect(edgeLines(graph)).toContain('dict value module');
  });

  test('reads a dump whose writer was killed to its end', async () => {
    const whole = pyheapDump({ count: 0 });
    const dump = await loadBytes(whole.subarray(0, whole.length - 90));
    expect(warningCodes(dump)).toContain('truncated');
    expect(dump.graph.nodeCount).toBeGreaterThanOrEqual(9);
    expect(typesOf(dump.graph)).toContain('dict');
  });

  test('refuses another version by its number', async () => {
    const other = pyheapDump();
    other.writeUInt32BE(2, 8);
    const error = await errorOf(loadBytes(other));
    expect(error.code).toBe('dump-unsupported');
    expect(error.message).toContain('version 2');
  });

  test('says so when it is cut off anywhere', () => expectSurvivesCuts(pyheapDump(), 8));
  test('opens or refuses whatever byte is changed', () => expectSurvivesChanges(pyheapDump()));
});
