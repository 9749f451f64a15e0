import { EDGE_KIND_MASK, EdgeKind, isStrongKind } from '../../heap/edge-kind.ts';
import type { HeapGraph, LayoutLabels, NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { isNamed } from '../graph/step-labels.ts';

/** References looked at for one that leads to something of the object's own. */
const ANCHOR_REFERENCES = 4;
const SHARED = NodeFlag.isType | NodeFlag.isModule | NodeFlag.isModuleNamespace;

/**
 * What tells an object from another one that was made at its address later: 32 bits.
 *
 * The upper half is its *look*: its preview (the value of a string or number, the name of a
 * function), else the names of its attributes. The lower half is its *anchor*: the address of the
 * first object it refers to that is not shared by everybody (a class, a module, an immortal).
 * Either is 0 where the dump does not say; two that differ have the same 16 bits once in 65,535
 * times. Keys and positions are data, not looks: a dict that got another key is the same dict.
 *
 * O(bytes of the preview) per object; 2 bytes per layout kept.
 */
export class ObjectLooks {
  private readonly graph: HeapGraph;
  private readonly layoutLook: Uint16Array | null;

  constructor(graph: HeapGraph) {
    this.graph = graph;
    this.layoutLook =
      graph.edgeLabels?.form === 'layouts' ? looksOfLayouts(graph, graph.edgeLabels) : null;
  }

  of(node: NodeIndex): number {
    return ((this.lookOf(node) << 16) | this.anchorOf(node)) >>> 0;
  }

  private lookOf(node: NodeIndex): number {
    const { graph, layoutLook } = this;
    const preview = graph.preview === null ? NO_STRING : graph.preview[node];
    if (preview !== NO_STRING) return fold(hashText(graph, preview, FNV_OFFSET));
    if (layoutLook === null || graph.edgeLabels?.form !== 'layouts') return 0;
    return layoutLook[graph.edgeLabels.layout[node]] ?? 0;
  }

  private anchorOf(node: NodeIndex): number {
    const { edgeTarget, edgeKind, firstEdge, flags, refcount, addressWords } = this.graph;
    const first = firstEdge[node];
    const end = Math.min(firstEdge[node + 1], first + ANCHOR_REFERENCES);
    for (let edge = first; edge < end; edge++) {
      const kind = edgeKind[edge];
      if (!isStrongKind(kind) || (kind & EDGE_KIND_MASK) === EdgeKind.class) continue;
      const target = edgeTarget[edge];
      if (target === node || (flags[target] & SHARED) !== 0) continue;
      if (refcount !== null && refcount[target] === IMMORTAL_COUNT) continue;
      const mixed = Math.imul(addressWords[2 * target] ^ FNV_OFFSET, FNV_PRIME);
      return fold(Math.imul(mixed ^ addressWords[2 * target + 1], FNV_PRIME) >>> 0);
    }
    return 0;
  }
}

/** Per layout the names its instances share; 0 where it names nothing. */
function looksOfLayouts(graph: HeapGraph, labels: LayoutLabels): Uint16Array {
  const { layoutFirstSlot, slotLabel } = labels;
  const looks = new Uint16Array(Math.max(0, layoutFirstSlot.length - 1));
  // The kind of a slot is that of the reference in its place in any object of the layout.
  const example = new Uint32Array(looks.length).fill(NO_STRING);
  for (let node = 0; node < graph.nodeCount; node++) {
    const layout = labels.layout[node];
    if (layout < example.length) example[layout] = node;
  }
  for (let layout = 0; layout < looks.length; layout++) {
    if (example[layout] === NO_STRING) continue;
    const firstEdge = graph.firstEdge[example[layout]];
    const references = graph.firstEdge[example[layout] + 1] - firstEdge;
    const slots = Math.min(references, layoutFirstSlot[layout + 1] - layoutFirstSlot[layout]);
    let hash = FNV_OFFSET;
    let names = 0;
    for (let slot = 0; slot < slots; slot++) {
      const label = slotLabel[layoutFirstSlot[layout] + slot];
      if (label === NO_STRING || !isNamed(graph.edgeKind[firstEdge + slot])) continue;
      hash = hashText(graph, label, hash);
      names++;
    }
    looks[layout] = names === 0 ? 0 : fold(hash);
  }
  return looks;
}

// FNV-1a, 32 bits (Fowler, Noll and Vo): short texts, and nobody gains by a collision.
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** A preview is some 80 bytes; whoever writes a longer one is told by its beginning. */
const MAX_HASHED_BYTES = 256;

function hashText({ strings }: HeapGraph, text: number, start: number): number {
  const { bytes, offset } = strings;
  const from = offset[text];
  const length = offset[text + 1] - from;
  const end = from + Math.min(length, MAX_HASHED_BYTES);
  let hash = (start ^ length) >>> 0;
  for (let at = from; at < end; at++) hash = Math.imul(hash ^ bytes[at], FNV_PRIME);
  return hash >>> 0;
}

/** 32 bits as 16 that are never 0. */
function fold(hash: number): number {
  return ((hash >>> 16) ^ hash) & 0xffff || 1;
}
