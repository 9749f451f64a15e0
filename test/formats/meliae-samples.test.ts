// @module-tag slow
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { z } from 'zod';
import type { LoadedDump } from '../../shared/formats/importer.ts';
import { parseAddress } from '../../shared/heap/address.ts';
import { findNodeByAddress } from '../../shared/heap/address-index.ts';
import { decorateEdgeLabel, edgeLabelText } from '../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../shared/heap/heap-graph.ts';
import type { Sample, SampleTruth } from './check-sample.ts';
import { checkSample } from './check-sample.ts';
import { typesOf } from './same-graph.ts';

const countsSchema = z.object({
  objects: z.number(),
  edges_raw: z.number(),
  edges_unique_pairs: z.number(),
  self_edges: z.number(),
  total_size: z.number(),
  types: z.number(),
  by_type: z.record(z.string(), z.number()),
  invalid_json_lines_repaired_hex: z.number(),
});

/**
 * The counts give dangling references as distinct pairs; `danglingReferences`, which keeps parallel
 * ones, is stated per sample.
 */
function truthOf(path: string, danglingReferences: number, danglingPairs: number): SampleTruth {
  const counts = countsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return {
    objects: counts.objects,
    references: counts.edges_raw - danglingReferences,
    distinctReferences: counts.edges_unique_pairs - danglingPairs,
    danglingReferences,
    shallowBytes: counts.total_size,
    selfReferences: counts.self_edges,
    types: counts.types,
    objectsByType: counts.by_type,
  };
}

const FIXTURES = 'test/fixtures/meliae';
const LARGE = '../shared/data/meliae';

describe('meliae samples', () => {
  const oddTruth = truthOf(`${FIXTURES}/odd_values_py27.counts`, 0, 0);
  for (const name of ['odd_values_py27.json', 'odd_values_py27.json.zst']) {
    checkSample({
      path: `${FIXTURES}/${name}`,
      formatId: 'meliae',
      truth: oddTruth,
      also: checkOddValues,
    });
  }
  checkSample({
    path: `${FIXTURES}/dump_py3_invalid_escapes.json.gz`,
    formatId: 'meliae',
    truth: truthOf(`${FIXTURES}/dump_py3_invalid_escapes.counts`, 0, 0),
    warnings: ['repaired-escapes'],
    also: ({ warnings }) => expect(warnings[0]?.message).toMatch(/^95 objects /),
  });
  checkSample({
    path: `${FIXTURES}/truncated_by_abort.json.gz`,
    formatId: 'meliae',
    truth: truthOf(`${FIXTURES}/truncated_by_abort.counts`, 1468, 1459),
    warnings: ['truncated', 'dangling-references'],
    also: ({ warnings }) => expect(warnings[0]?.message).toContain('10,976 objects'),
  });
  checkLarge('dump_all_objects_py27', [1, 1], {
    warnings: ['dangling-references'],
    also: checkFrames,
  });
  checkLarge('dump_py3_pandas', [0, 0], { also: checkPandas });
});

function checkLarge(
  name: string,
  [dangling, danglingPairs]: readonly [number, number],
  more: Pick<Sample, 'warnings' | 'also'>,
): void {
  const counts = `${LARGE}/${name}.counts`;
  const truth = existsSync(counts)
    ? truthOf(counts, dangling, danglingPairs)
    : { objects: 0, references: 0, danglingReferences: 0 };
  checkSample({ path: `${LARGE}/${name}.json.gz`, formatId: 'meliae', truth, ...more });
}

/** `Frame` and `Accessor` hold each other through their `__dict__`s, and every step has a name. */
function checkFrames({ graph }: LoadedDump): void {
  const types = typesOf(graph);
  const frame = types.indexOf('Frame');
  const step = (from: number, label: string): number => {
    const edge = labelsOfNode(graph, from).indexOf(label);
    return edge < 0 ? NO_NODE : graph.edgeTarget[graph.firstEdge[from] + edge];
  };
  const accessor = step(step(frame, '.__dict__'), "['acc']");
  expect(types[accessor]).toBe('Accessor');
  expect(step(step(accessor, '.__dict__'), "['_dataframe']")).toBe(frame);
  expect(labelsOfNode(graph, frame)).toEqual(['.__dict__', '.__class__']);
}

function nodeAt(graph: HeapGraph, address: bigint): number {
  const words = parseAddress(String(address));
  return words === null ? NO_NODE : findNodeByAddress(graph, words.low, words.high);
}

function labelsFrom(graph: HeapGraph, address: bigint): readonly string[] {
  return labelsOfNode(graph, nodeAt(graph, address));
}

function labelsOfNode(graph: HeapGraph, node: number): readonly string[] {
  const labels: string[] = [];
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    labels.push(decorateEdgeLabel(graph.edgeKind[edge], edgeLabelText(graph, node, edge)));
  }
  return labels;
}

function checkOddValues({ graph }: LoadedDump): void {
  const text = (address: bigint) => graph.strings.get(graph.preview?.[nodeAt(graph, address)] ?? 0);
  expect(text(140232095582280n)).toBe('control \u0000\u0001\u001f\u007f\u00ff\u00fe high');
  expect(text(140232095590944n)).toBe('unicode \u00b5 \u2603 \uf40d end');
  expect(text(140232095590992n)).toBe('lone \ufffd');
  expect(text(140232095506560n)).toBe('quote " back \\ slash / tab \t nl \n');
  expect(text(94919688901600n)).toBe('12345678901');
  expect(text(94919688529496n)).toBe('-5');
  expect(labelsFrom(graph, 140232081358576n)).toEqual(['.__class__', '.__dict__']);
  // Its class has `__slots__`.
  expect(labelsFrom(graph, 140232081376464n)).toEqual(['.__class__']);
  // A list that holds itself twice; items are told in the order in which they stand.
  expect(labelsFrom(graph, 140232081358720n)).toEqual(['[0]', '[1]']);
  const odd = nodeAt(graph, 140232081387744n);
  expect(graph.edgeTarget[graph.firstEdge[odd]]).toBe(nodeAt(graph, 140232095582280n));
}

function checkPandas({ graph }: LoadedDump): void {
  const types = typesOf(graph);
  const count = (type: string) => types.filter((name) => name === type).length;
  expect(['DataFrame', 'Accessor', 'GeoAccessor', 'Node'].map(count)).toEqual([50, 50, 50, 1000]);
  const flagged = (flag: number) => graph.flags.filter((flags) => (flags & flag) !== 0).length;
  // 575 modules and 7 lazy ones of `six`, whose types are subclasses of `module`.
  expect(flagged(NodeFlag.isModule)).toBe(582);
  expect(flagged(NodeFlag.isModuleNamespace)).toBe(582);
  const frame = types.indexOf('DataFrame');
  const lastEdge = graph.firstEdge[frame + 1] - 1;
  expect(decorateEdgeLabel(graph.edgeKind[lastEdge], '')).toBe('.__class__');
}
