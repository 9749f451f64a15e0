import type { GrowableUint32 } from '../../base/growable.ts';
import { isPositionKind } from '../../heap/edge-kind.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { Cycle } from '../components/cycle-search.ts';
import { stepText } from '../graph/step-labels.ts';
import type { VerdictByte } from '../graph/verdict.ts';
import type { CycleFamily, CycleStep } from './cycle-family.ts';

/** A family while it is being filled. */
export interface FamilyDraft {
  readonly verdict: VerdictByte;
  readonly key: Uint32Array;
  /** Which step of the key names the family. */
  readonly culpritStep: number;
  /** All its types are the language's own machinery. */
  readonly isMachinery: boolean;
  /** Per step the label, as long as all cycles agree on it. */
  readonly steps: DraftLabel[];
  readonly types: readonly number[];
  readonly exemplar: Cycle;
  readonly instances: GrowableUint32;
  readonly components: GrowableUint32;
  minRepeat: number;
  maxRepeat: number;
  count: number;
  objects: number;
  shallowBytes: number;
}

export interface DraftLabel {
  readonly kind: number;
  readonly stored: number;
  readonly isEntry: boolean;
}

/** The family that a row has become. O(steps + instances × log). */
export function finishedFamily(graph: HeapGraph, row: FamilyDraft): CycleFamily {
  return {
    signature: rotated(
      row.steps.map((label, at) => stepOf(graph, row.types[at], label)),
      row.culpritStep,
    ),
    minRepeat: row.minRepeat,
    maxRepeat: row.maxRepeat,
    count: row.count,
    objects: row.objects,
    shallowBytes: row.shallowBytes,
    verdict: row.verdict,
    culpritType: row.types[row.culpritStep],
    isMachinery: row.isMachinery,
    key: row.key,
    rotation: row.culpritStep,
    instances: row.instances.view().slice().sort(),
    components: inOrder(row.components.view().slice()),
    exemplar: row.exemplar,
  };
}

function stepOf(graph: HeapGraph, type: number, label: DraftLabel): CycleStep {
  const { strings, typeNames } = graph;
  let text = '';
  if (label.stored !== NO_STRING) {
    text = isPositionKind(label.kind)
      ? String(label.stored)
      : stepText(graph, label.stored, label.isEntry);
  }
  return { type: strings.get(typeNames[type]), label: text, kind: label.kind };
}

/** Components come one after the other, mostly the last one first: hundreds of thousands of them. */
function inOrder(components: Uint32Array): Uint32Array {
  let isDescending = true;
  for (let at = 1; at < components.length && isDescending; at++) {
    isDescending = components[at - 1] > components[at];
  }
  return isDescending ? components.reverse() : components.sort();
}

function rotated<T>(values: readonly T[], start: number): T[] {
  return [...values.slice(start), ...values.slice(0, start)];
}
