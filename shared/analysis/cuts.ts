import type { Job } from '../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind, EdgeMark } from '../heap/edge-kind.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import { NO_STRING, NodeFlag } from '../heap/heap-graph.ts';
import type { BitSet } from './bits.ts';
import { createBitSet, hasBit, setBit } from './bits.ts';
import type { Verdicts } from './garbage.ts';
import { keepPace, PACE_MASK } from './pace.ts';
import { isUnreachable } from './verdict.ts';

/** Which references the search for cycles leaves out. */
export interface CutSet {
  /** Instance → its class, and class → its metaclass. */
  readonly class: boolean;
  /** Whatever else refers to a class: its own `__mro__`, descriptors, methods, subclasses, users. */
  readonly classReference: boolean;
  /** Anything → a module or its namespace, except a module → its own namespace. */
  readonly moduleNamespace: boolean;
  /** What the user has cut, each once. */
  readonly edges: Uint32Array;
}

export const DEFAULT_CUTS: CutSet = {
  class: true,
  classReference: true,
  moduleNamespace: true,
  edges: new Uint32Array(0),
};
export const NO_CUTS: CutSet = {
  class: false,
  classReference: false,
  moduleNamespace: false,
  edges: new Uint32Array(0),
};

export interface CutCount {
  readonly kind: 'instance-class' | 'class-reference' | 'module-namespace' | 'user';
  readonly references: number;
}

/** The one predicate of all passes that look for cycles. */
export interface CutEdges {
  /** Per reference: it is weak or cut, and no cycle may use it. */
  readonly blocked: BitSet;
  /** What each cut took away, each reference counted once, in the order of the kinds. */
  readonly counts: readonly CutCount[];
  /** What the user has cut, ascending. */
  readonly byHand: Uint32Array;
}

/**
 * The references that no cycle may use: weak ones, and those of the cut set.
 *
 * Nearly every instance leads through its class to the class's functions, from there to a module's
 * namespace, and from there to everything; without these cuts one component swallows the heap.
 * Every class is also a handful of cycles of its own: it is in its own `__mro__`, its descriptors
 * and methods refer back to it. In a process that imports pandas those are four hundred families
 * that nobody wrote and nobody can break; hence the cut of all other references to classes.
 *
 * With `verdicts`, references to unreachable objects are never cut by the infrastructure rules:
 * a live class or module cannot be on a garbage cycle, so cutting there could only hide a real one
 * (a dropped class, a dropped module).
 *
 * In dumps without labels, a reference to a class that bears the name of the source's type counts
 * as instance → class.
 *
 * O(objects + references); 1 bit per reference, and 4 bytes per object in dumps without labels.
 */
export function computeCutEdges(
  graph: HeapGraph,
  cutSet: CutSet,
  job: Job,
  verdicts: Verdicts | null = null,
): CutEdges {
  const { nodeCount, firstEdge, edgeTarget, edgeKind, flags } = graph;
  const blocked = createBitSet(graph.edgeCount);
  const classNames = cutSet.class ? matchClassNames(graph) : null;
  const cutTargetFlags =
    (cutSet.class || cutSet.classReference ? NodeFlag.isType : 0) |
    (cutSet.moduleNamespace ? NodeFlag.isModule | NodeFlag.isModuleNamespace : 0);
  const moduleFlags = NodeFlag.isModule | NodeFlag.isModuleNamespace;
  const verdict = verdicts?.verdict ?? null;
  let classes = 0;
  let classReferences = 0;
  let modules = 0;

  for (let source = 0; source < nodeCount; source++) {
    if ((source & PACE_MASK) === 0) keepPace(job, 'Cutting infrastructure', source, nodeCount);
    for (let edge = firstEdge[source], end = firstEdge[source + 1]; edge < end; edge++) {
      const kind = edgeKind[edge];
      if ((kind & EdgeMark.weak) !== 0) {
        setBit(blocked, edge);
        continue;
      }
      const baseKind = kind & EDGE_KIND_MASK;
      const target = edgeTarget[edge];
      const isClassKind = cutSet.class && baseKind === EdgeKind.class;
      const targetFlags = flags[target];
      if (!isClassKind && (targetFlags & cutTargetFlags) === 0) continue;
      if (verdict !== null && isUnreachable(verdict[target])) continue;
      if (
        isClassKind ||
        (classNames !== null &&
          baseKind === EdgeKind.unlabelled &&
          (targetFlags & NodeFlag.isType) !== 0 &&
          classNames.ofClass[target] === classNames.ofType[graph.type[source]])
      ) {
        setBit(blocked, edge);
        classes++;
      } else if (cutSet.classReference && (targetFlags & NodeFlag.isType) !== 0) {
        // Without the other cut, what an instance says of its own class is not "whatever else".
        if (baseKind === EdgeKind.class) continue;
        setBit(blocked, edge);
        classReferences++;
      } else if (cutSet.moduleNamespace && (targetFlags & moduleFlags) !== 0) {
        const isOwnNamespace =
          (flags[source] & NodeFlag.isModule) !== 0 &&
          (targetFlags & NodeFlag.isModuleNamespace) !== 0;
        if (isOwnNamespace) continue;
        setBit(blocked, edge);
        modules++;
      }
    }
  }
  let user = 0;
  for (const edge of cutSet.edges) {
    if (hasBit(blocked, edge)) continue;
    setBit(blocked, edge);
    user++;
  }
  return {
    blocked,
    counts: [
      { kind: 'instance-class', references: classes },
      { kind: 'class-reference', references: classReferences },
      { kind: 'module-namespace', references: modules },
      { kind: 'user', references: user },
    ],
    byHand: cutSet.edges,
  };
}

/** Numbers for bare class names: equal numbers, equal names. 0 stands for none. */
interface ClassNames {
  /** Per object that is a class, the number of the name it declares. */
  readonly ofClass: Uint32Array;
  /** Per type, the number of its name. */
  readonly ofType: Uint32Array;
}

/** Null when every class says `EdgeKind.class` itself, so that names need not be compared. */
function matchClassNames(graph: HeapGraph): ClassNames | null {
  const { preview, strings } = graph;
  if (preview === null || graph.edgeLabels !== null) return null;
  const numbers = new Map<string, number>();
  const ofType = Uint32Array.from(graph.typeNames, (name) => {
    const text = bareName(strings.get(name));
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size + 1);
    return numbers.size;
  });
  const ofClass = new Uint32Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((graph.flags[node] & NodeFlag.isType) === 0 || preview[node] === NO_STRING) continue;
    // A name that no type bears must not equal "none".
    ofClass[node] = numbers.get(bareName(strings.get(preview[node]))) ?? 0xffffffff;
  }
  return { ofClass, ofType };
}

/** `Frame` of `package.module.Frame`. */
function bareName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf('.') + 1);
}
