import type { Job } from '../../base/job.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { objectDetails } from '../../heap/object-details.ts';
import type { WastefulViews } from './array-views.ts';
import { findWastefulViews } from './array-views.ts';
import type { WastefulContainers } from './containers.ts';
import { findWastefulContainers } from './containers.ts';
import type { DuplicateValues, ValueKind } from './duplicate-values.ts';
import { findDuplicateValues } from './duplicate-values.ts';
import type { DuplicatePlaces } from './duplicates-by-place.ts';
import { duplicatesByPlace } from './duplicates-by-place.ts';
import { findEqualContainers } from './equal-containers.ts';
import type { Findings } from './findings.ts';
import { FindingsBuilder } from './findings.ts';
import { FrameMeasure } from './frame-bytes.ts';
import type { Holder } from './holders.ts';
import { placesOf } from './holders.ts';

export interface Duplicates extends DuplicatePlaces {
  readonly compared: DuplicateValues['compared'];
  readonly unseen: DuplicateValues['unseen'];
}

/** DataFrames whose deep count is more than they are. Columns parallel to `findings`. */
export interface OvercountedFrames {
  /** "Wasted" is what is counted too much; none of it is there. */
  readonly findings: Findings;
  readonly trueBytes: readonly number[];
  readonly deepBytes: readonly number[];
  readonly place: readonly Holder[];
  /** Frames that were not measured: there were too many elements in those before. */
  readonly unmeasured: number;
}

/** Memory that a program could do without, by how it came about. */
export interface Waste {
  readonly text: Duplicates;
  readonly numbers: Duplicates;
  readonly containers: WastefulContainers;
  /** Tuples and dicts with equal contents. */
  readonly equal: Duplicates;
  readonly views: WastefulViews;
  readonly frames: OvercountedFrames;
}

/** Objects of DataFrames that are looked at, all frames together: some seconds. */
const MAX_ELEMENTS = 200_000_000;
/** A deep count is worth a word from here on: above the truth by a tenth, and by a kilobyte. */
const OVERCOUNT = { ratio: 1.1, bytes: 1024 };

/**
 * All waste that shows in a dump, kind by kind. No object is in two kinds.
 *
 * O(objects + references + elements of DataFrames); about 20 bytes per object while it runs, 4 per
 * object found kept.
 */
export function computeWaste(graph: HeapGraph, job: Job): Waste {
  const containers = findWastefulContainers(graph, job);
  return {
    text: duplicatesOf(graph, 'text', job),
    numbers: duplicatesOf(graph, 'numbers', job),
    containers,
    equal: equalContainers(graph, containers, job),
    views: findWastefulViews(graph, job),
    frames: overcountedFrames(graph, job),
  };
}

function duplicatesOf(graph: HeapGraph, kind: ValueKind, job: Job): Duplicates {
  const { findings, compared, unseen } = findDuplicateValues(graph, kind, job);
  return { ...duplicatesByPlace(graph, findings, job), compared, unseen };
}

function equalContainers(graph: HeapGraph, { sparse }: WastefulContainers, job: Job): Duplicates {
  const isTaken = new Uint8Array(graph.nodeCount);
  for (const node of sparse.findings.node) isTaken[node] = 1;
  const { findings, compared, unseen } = findEqualContainers(graph, isTaken, job);
  return { ...duplicatesByPlace(graph, findings, job), compared, unseen };
}

function overcountedFrames(graph: HeapGraph, job: Job): OvercountedFrames {
  const frames = framesOf(graph, job);
  const measure = new FrameMeasure(graph, MAX_ELEMENTS);
  const builder = new FindingsBuilder();
  const found: { trueBytes: number; deepBytes: number }[] = [];
  let unmeasured = 0;
  for (const { node } of frames) {
    if (measure.isExhausted) {
      unmeasured++;
      continue;
    }
    const bytes = measure.totals(node, job);
    if (bytes === null) continue;
    const { trueBytes, deepBytes } = bytes;
    if (deepBytes < trueBytes * OVERCOUNT.ratio || deepBytes - trueBytes < OVERCOUNT.bytes)
      continue;
    builder.add([node], deepBytes - trueBytes);
    found.push({ trueBytes, deepBytes });
  }
  const findings = builder.build(job);
  const inOrder = Array.from(findings.added).flatMap((added) => found[added] ?? []);
  return {
    findings,
    trueBytes: inOrder.map(({ trueBytes }) => trueBytes),
    deepBytes: inOrder.map(({ deepBytes }) => deepBytes),
    place: placesOf(graph, Array.from(findings.node), job),
    unmeasured,
  };
}

/** What the dump describes as DataFrames, the largest first. */
function framesOf(graph: HeapGraph, job: Job): { node: NodeIndex; bytes: number }[] {
  const frames: { node: NodeIndex; bytes: number }[] = [];
  for (const node of graph.details.node) {
    job.checkpoint();
    const details = objectDetails(graph, node);
    if (details === null || details.columns.length === 0) continue;
    frames.push({ node, bytes: details.dataBytes ?? 0 });
  }
  return frames.sort((a, b) => b.bytes - a.bytes || a.node - b.node);
}
