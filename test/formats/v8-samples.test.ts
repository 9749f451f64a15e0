// @module-tag slow
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { computeDominators } from '../../shared/analysis/dominators/dominators.ts';
import { computeVerdicts } from '../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import type { LoadedDump } from '../../shared/formats/importer.ts';
import { EdgeKind, EdgeMark, isStrongKind } from '../../shared/heap/edge-kind.ts';
import { edgeLabelText } from '../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import type { SampleTruth } from './check-sample.ts';
import { checkSample } from './check-sample.ts';
import { loadBytes } from './load-from-bytes.ts';
import { typesOf } from './same-graph.ts';

const countsSchema = z.object({
  nodes: z.number(),
  edges: z.number(),
  unique_pairs: z.number(),
  self_edges: z.number(),
  self_size_total: z.number(),
  max_id: z.number(),
  node_types: z.record(z.string(), z.number()),
  detachedness: z.record(z.string(), z.number()),
  objects_by_name: z.record(z.string(), z.number()),
  reachable_without_weak: z.number(),
});
type Counts = z.infer<typeof countsSchema>;

const FOLDER = '../shared/data/v8';

function sample(file: string, counts: string, also: (dump: LoadedDump) => void = () => {}): void {
  const path = `${FOLDER}/${counts}.counts.json`;
  if (!existsSync(path)) {
    checkSample({ path: `${FOLDER}/${file}`, formatId: 'v8', truth: NOTHING_KNOWN });
    return;
  }
  const known = countsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  checkSample({
    path: `${FOLDER}/${file}`,
    formatId: 'v8',
    truth: truthOf(known),
    also: (dump) => {
      checkMore(dump.graph, known);
      also(dump);
    },
  });
}

const NOTHING_KNOWN: SampleTruth = { objects: 0, references: 0, danglingReferences: 0 };

function truthOf(counts: Counts): SampleTruth {
  const ownTypes = Object.entries(counts.node_types)
    .filter(([type]) => type !== 'object' && type !== 'native')
    .map(([type, count]) => [`(${type})`, count] as const);
  return {
    objects: counts.nodes,
    references: counts.edges,
    distinctReferences: counts.unique_pairs,
    danglingReferences: 0,
    shallowBytes: counts.self_size_total,
    objectsByType: Object.fromEntries(ownTypes),
  };
}

function checkMore(graph: HeapGraph, counts: Counts): void {
  // The truth counts `object` nodes alone; `native` ones may bear the same name.
  const types = typesOf(graph);
  for (const [name, count] of Object.entries(counts.objects_by_name)) {
    expect(types.filter((type) => type === name).length).toBeGreaterThanOrEqual(count);
  }
  expect(graph.details.node.length).toBe(counts.detachedness['2'] ?? 0);
  let highest = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    highest = Math.max(highest, graph.addressWords[2 * node]);
  }
  expect(highest).toBe(counts.max_id);
  expect(selfReferences(graph)).toBe(counts.self_edges);
  expect(reachable(graph)).toBe(counts.reachable_without_weak);
}

/** Parallel ones included. */
function selfReferences(graph: HeapGraph): number {
  let count = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      if (graph.edgeTarget[edge] === node) count++;
    }
  }
  return count;
}

/** Objects reachable from the root over references that keep alive. */
function reachable(graph: HeapGraph): number {
  const seen = new Uint8Array(graph.nodeCount);
  const waiting = [0];
  seen[0] = 1;
  let count = 0;
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    count++;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const target = graph.edgeTarget[edge];
      if (seen[target] !== 0 || !isStrongKind(graph.edgeKind[edge])) continue;
      seen[target] = 1;
      waiting.push(target);
    }
  }
  return count;
}

/** The `DataFrameLike` and its accessor hold each other through `_acc` and `_dataframe`. */
function checkCycle({ graph }: LoadedDump): void {
  const types = typesOf(graph);
  const step = (from: number, label: string): number => {
    for (let edge = graph.firstEdge[from]; edge < graph.firstEdge[from + 1]; edge++) {
      if (edgeLabelText(graph, from, edge) === label) return graph.edgeTarget[edge];
    }
    throw new Error(`no ${label} on ${types[from]}`);
  };
  let cycles = 0;
  types.forEach((type, node) => {
    if (type !== 'DataFrameLike') return;
    const accessor = step(node, '_acc');
    expect(types[accessor]).toBe('Accessor');
    expect(step(accessor, '_dataframe')).toBe(node);
    cycles++;
  });
  expect(cycles).toBe(200);
}

describe('V8 samples', () => {
  sample('small.heapsnapshot.gz', 'small', checkCycle);
  sample('chromium.heapsnapshot.gz', 'chromium');
  sample('timeline.heaptimeline.gz', 'timeline');
});

describe('retained sizes', () => {
  test('are those of Chrome DevTools for every object', async () => {
    const folder = 'test/fixtures/v8';
    const { graph } = await loadBytes(readFileSync(`${folder}/random.heapsnapshot`));
    const truth = z
      .object({ retained: z.array(z.number()) })
      .parse(JSON.parse(readFileSync(`${folder}/random.retained.json`, 'utf8')));
    const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
    const { retainedSize } = computeDominators(graph, verdicts, UNATTENDED_JOB);
    expect([...retainedSize]).toEqual(truth.retained);
    // Weak references matter here, and so do shortcuts and WeakMaps.
    const marks = EdgeMark.weak | EdgeMark.borrowed;
    for (const kind of [EdgeKind.weakTarget, EdgeKind.internal]) {
      const edgeKind = graph.edgeKind.map((byte) =>
        byte === (kind | marks) ? EdgeKind.internal : byte,
      );
      const other = computeDominators({ ...graph, edgeKind }, verdicts, UNATTENDED_JOB);
      expect([...other.retainedSize]).not.toEqual(truth.retained);
    }
  });
});
