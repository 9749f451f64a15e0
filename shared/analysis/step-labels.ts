import type { EdgeKindByte } from '../heap/edge-kind.ts';
import { EDGE_KIND_MASK, EdgeKind, isPositionKind } from '../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex, TypeIndex } from '../heap/heap-graph.ts';
import { NO_STRING } from '../heap/heap-graph.ts';

/** Factor that packs a type's and a label's number into one exact integer. */
const LABEL_RANGE = 2 ** 27;
/** Label number of every step that has no name; above it 2^5 × (1 + name) + kind. */
const KIND_RANGE = EDGE_KIND_MASK + 1;

/**
 * Numbers for the steps of cycles: equal numbers, equal type and label as a signature sees them.
 *
 * Names that a program gives in its source are part of a signature (attributes, locals, free
 * variables). What only happens to be the place of an item (a position, a key of a dict) is not:
 * the hundred children in a list make one family, not a hundred.
 *
 * Names are compared as text, because a dump may hold the same text twice.
 */
export class StepLabels {
  private readonly graph: HeapGraph;
  private readonly typeNumber: Uint32Array;
  private readonly textNumber = new Map<string, number>();
  private readonly plainNumber = new Map<number, number>();
  private readonly unquotedNumber = new Map<number, number>();
  private readonly tokenOf = new Map<number, number>();

  constructor(graph: HeapGraph) {
    this.graph = graph;
    const numbers = new Map<string, number>();
    this.typeNumber = Uint32Array.from(graph.typeNames, (name) => {
      const text = graph.strings.get(name);
      const known = numbers.get(text) ?? numbers.size;
      numbers.set(text, known);
      return known;
    });
  }

  /** The number of a step from an object of `type` by a label from `labelNumber`. */
  token(type: TypeIndex, label: number): number {
    const key = this.typeNumber[type] * LABEL_RANGE + label;
    const known = this.tokenOf.get(key);
    if (known !== undefined) return known;
    const token = this.tokenOf.size;
    this.tokenOf.set(key, token);
    return token;
  }

  /** The number of a label; `stored` from `storedLabel`, `isEntry` for entries of a `__dict__`. */
  labelNumber(kind: EdgeKindByte, stored: number, isEntry: boolean): number {
    const shownKind = stepKind(kind, isEntry);
    if (!isNamed(shownKind) || stored === NO_STRING) return shownKind;
    return KIND_RANGE * (1 + this.nameNumber(stored, isEntry)) + shownKind;
  }

  private nameNumber(stored: number, isEntry: boolean): number {
    const cache = isEntry ? this.unquotedNumber : this.plainNumber;
    const cached = cache.get(stored);
    if (cached !== undefined) return cached;
    const text = stepText(this.graph, stored, isEntry);
    const known = this.textNumber.get(text) ?? this.textNumber.size;
    this.textNumber.set(text, known);
    cache.set(stored, known);
    return known;
  }
}

/** An entry of an instance's `__dict__` is its attribute. */
export function stepKind(kind: EdgeKindByte, isEntry: boolean): EdgeKindByte {
  const base = kind & EDGE_KIND_MASK;
  return isEntry && base === EdgeKind.value ? EdgeKind.attribute : base;
}

/** The text of a name; the key of a `__dict__` entry without its quotes. */
export function stepText(graph: HeapGraph, stored: number, isEntry: boolean): string {
  const text = graph.strings.get(stored);
  if (!isEntry) return text;
  return /^(['"]).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

/** Whether a label of this kind was given by the program's source, and not by its data. */
export function isNamed(kind: EdgeKindByte): boolean {
  switch (kind & EDGE_KIND_MASK) {
    case EdgeKind.attribute:
    case EdgeKind.slot:
    case EdgeKind.local:
    case EdgeKind.cell:
    case EdgeKind.internal:
    case EdgeKind.global:
      return true;
    default:
      return false;
  }
}

/**
 * A reference's label as a number without an object around it: a string index or a position,
 * `NO_STRING` where there is none. See `edgeLabel` for what it means.
 */
export function storedLabel(graph: HeapGraph, source: NodeIndex, edge: EdgeIndex): number {
  const labels = graph.edgeLabels;
  if (labels === null) return NO_STRING;
  if (labels.form === 'perEdge') return labels.label[edge];
  const layout = labels.layout[source];
  const position = edge - graph.firstEdge[source];
  const firstSlot = labels.layoutFirstSlot[layout];
  const slots = labels.layoutFirstSlot[layout + 1] - firstSlot;
  if (position < slots) return labels.slotLabel[firstSlot + position];
  return isPositionKind(graph.edgeKind[edge]) ? position - slots : NO_STRING;
}
