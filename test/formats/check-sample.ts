import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { loadIndexed } from '../../shared/formats/dump-index/indexed-load.ts';
import type { LoadedDump } from '../../shared/formats/importer.ts';
import { writeOuro } from '../../shared/formats/ouro/ouro-writer.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { loadBytes, PLENTY_OF_MEMORY } from './load-from-bytes.ts';
import { MemoryIndexStore } from './memory-index-store.ts';
import { expectSameGraph, typesOf } from './same-graph.ts';

/** What a script that shares no code with Ouroboros counted in a sample. */
export interface SampleTruth {
  readonly objects: number;
  /** References to objects in the dump, parallel ones included. */
  readonly references: number;
  readonly distinctReferences?: number;
  readonly danglingReferences: number;
  readonly shallowBytes?: number;
  /** Objects that refer to themselves, however often. */
  readonly selfReferences?: number;
  readonly types?: number;
  readonly objectsByType?: Readonly<Record<string, number>>;
}

export interface Sample {
  /** From the root of the repository. */
  readonly path: string;
  readonly formatId: string;
  readonly truth: SampleTruth;
  /** Codes of the warnings it opens with, in order. */
  readonly warnings?: readonly string[];
  /** What else is known of it. */
  readonly also?: (dump: LoadedDump) => void;
}

/**
 * One test per sample: detect, read, compare with the truth, write as `.ouro`, read again, compare;
 * the same by way of an index.
 * Samples too large for the repository lie beside it; one that is absent is named, not passed over.
 */
export function checkSample(sample: Sample): void {
  if (!existsSync(sample.path)) {
    console.warn(`NOT RUN: ${sample.path} is not there; its test needs the file.`);
    test.skip(`${sample.path} (absent)`, () => {});
    return;
  }
  test(sample.path, async () => {
    const dump = await loadBytes(readFileSync(sample.path));
    expect(dump.formatId).toBe(sample.formatId);
    expect(dump.warnings.map((warning) => warning.code)).toEqual(sample.warnings ?? []);
    compareWithTruth(dump.graph, sample.truth);
    sample.also?.(dump);
    for (const compress of [false, true]) {
      const again = await loadBytes(toOuro(dump.graph, compress));
      expect(again.formatId).toBe('ouro');
      expectSameGraph(again.graph, dump.graph);
    }
    await expectSameFromIndex(readFileSync(sample.path), dump);
  });
}

/** Opened a second time, from the index that the first time left, a dump is what it was. */
export async function expectSameFromIndex(bytes: Uint8Array, dump: LoadedDump): Promise<void> {
  const store = new MemoryIndexStore();
  const source = memorySource(bytes, 'sample');
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: PLENTY_OF_MEMORY };
  const first = await loadIndexed(source, options, store, WORTH_ANYTHING);
  expect(first.readFrom).toBe('dump');
  expect(await first.saveIndex?.(() => Promise.resolve(), UNATTENDED_JOB)).toBe(true);
  const second = await loadIndexed(source, options, store, WORTH_ANYTHING);
  expect(second.readFrom).toBe('index');
  expectSameGraph(second.dump.graph, dump.graph);
  const { formatId, formatLabel, warnings } = second.dump;
  expect({ formatId, formatLabel, warnings }).toEqual({
    formatId: dump.formatId,
    formatLabel: dump.formatLabel,
    warnings: dump.warnings,
  });
}

/** Indexes of everything, however small. */
export const WORTH_ANYTHING = { sourceBytes: 0, rows: 0 };

/** A graph as the bytes of an `.ouro` file. */
export function toOuro(graph: HeapGraph, compress = false, batchNodes?: number): Uint8Array {
  const options = { job: UNATTENDED_JOB, codecs: {}, compress };
  return Buffer.concat([
    ...writeOuro(graph, batchNodes === undefined ? options : { ...options, batchNodes }),
  ]);
}

function compareWithTruth(graph: HeapGraph, truth: SampleTruth): void {
  expect(graph.nodeCount).toBe(truth.objects);
  expect(graph.edgeCount).toBe(truth.references);
  expect(graph.danglingReferences).toBe(truth.danglingReferences);
  if (truth.shallowBytes !== undefined) {
    expect(graph.shallowSize.reduce((sum, size) => sum + size, 0)).toBe(truth.shallowBytes);
  }
  if (truth.types !== undefined) expect(graph.typeNames.length).toBe(truth.types);
  const { distinct, loops } = countReferences(graph);
  if (truth.distinctReferences !== undefined) expect(distinct).toBe(truth.distinctReferences);
  if (truth.selfReferences !== undefined) expect(loops).toBe(truth.selfReferences);
  const counted = new Map<string, number>();
  for (const type of typesOf(graph)) counted.set(type, (counted.get(type) ?? 0) + 1);
  for (const [type, count] of Object.entries(truth.objectsByType ?? {})) {
    expect([type, counted.get(type)]).toEqual([type, count]);
  }
}

/** Distinct pairs of referrer and referent, and how many of them refer to themselves. */
function countReferences(graph: HeapGraph): { distinct: number; loops: number } {
  let distinct = 0;
  let loops = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    const targets = new Set(
      graph.edgeTarget.subarray(graph.firstEdge[node], graph.firstEdge[node + 1]),
    );
    distinct += targets.size;
    if (targets.has(node)) loops++;
  }
  return { distinct, loops };
}
