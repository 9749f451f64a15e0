import type { EdgeKindByte } from '../../heap/edge-kind.ts';
import { EDGE_KIND_MASK, EdgeKind, isPositionKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';

/** Label number of every step that has no name; above it 2^5 × (1 + name) + kind. */
const KIND_RANGE = EDGE_KIND_MASK + 1;
/** Steps kept at hand, a power of two. */
const RECENT = 1024;

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
  /** Per text of the dump, one more than its number, once asked; untouched memory costs nothing. */
  private readonly plainNumber: Uint32Array;
  private readonly unquotedNumber: Uint32Array;
  /** Per number of a type, tokens by label. */
  private readonly tokenOf: Map<number, number>[] = [];
  private tokens = 0;
  /** Per slot the type + 1, name and flavour of a step, and its token. */
  private readonly recent = new Uint32Array(4 * RECENT);

  constructor(graph: HeapGraph) {
    this.graph = graph;
    const numbers = new Map<string, number>();
    this.typeNumber = Uint32Array.from(graph.typeNames, (name) => {
      const text = graph.strings.get(name);
      const known = numbers.get(text) ?? numbers.size;
      numbers.set(text, known);
      return known;
    });
    for (let type = 0; type < numbers.size; type++) this.tokenOf.push(new Map());
    this.plainNumber = new Uint32Array(graph.strings.count);
    this.unquotedNumber = new Uint32Array(graph.strings.count);
  }

  /**
   * The number of a step from an object of `type` by a reference; `stored` and `isEntry` as for
   * `labelNumber`.
   *
   * A heap has few steps and asks for each a million times, so the last ones are at hand.
   */
  stepToken(type: TypeIndex, kind: EdgeKindByte, stored: number, isEntry: boolean): number {
    const shownKind = stepKind(kind, isEntry);
    const name = isNamed(shownKind) ? stored : NO_STRING;
    const flavour = 2 * shownKind + (isEntry ? 1 : 0);
    const slot = (Math.imul(type, 0x9e37) ^ Math.imul(name, 0x85eb) ^ flavour) & (RECENT - 1);
    const { recent } = this;
    const at = 4 * slot;
    const isRecent =
      recent[at] === type + 1 && recent[at + 1] === name && recent[at + 2] === flavour;
    if (isRecent) return recent[at + 3];
    const token = this.token(type, this.labelNumber(kind, stored, isEntry));
    recent[at] = type + 1;
    recent[at + 1] = name;
    recent[at + 2] = flavour;
    recent[at + 3] = token;
    return token;
  }

  /** The number of a step from an object of `type` by a label from `labelNumber`. */
  token(type: TypeIndex, label: number): number {
    const tokens = this.tokenOf[this.typeNumber[type]];
    const known = tokens.get(label);
    if (known !== undefined) return known;
    const token = this.tokens++;
    tokens.set(label, token);
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
    if (cache[stored] !== 0) return cache[stored] - 1;
    const text = stepText(this.graph, stored, isEntry);
    const known = this.textNumber.get(text) ?? this.textNumber.size;
    this.textNumber.set(text, known);
    cache[stored] = known + 1;
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
