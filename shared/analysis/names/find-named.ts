import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabel } from '../../heap/edge-label.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { StringTable } from '../../heap/string-table.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { NameForest } from './name-forest.ts';
import { IS_ROOT } from './name-forest.ts';
import type { Namer } from './namer.ts';
import { ModuleOrigin } from './program-modules.ts';

/** Objects whose whole name is written to see whether it has the text, heaviest first. */
const MAX_WRITTEN = 2000;

/**
 * Objects that a text names: those whose own step has the text's last word, not all that lies below
 * them. The program's before those of libraries, then by weight; at most `limit`.
 *
 * O(bytes of the string table + references), 1 byte per string; a text like `SERVICE.cache` is
 * compared with the whole name of the heaviest 2,000 alone.
 */
export function findNamed(
  graph: HeapGraph,
  forest: NameForest,
  namer: Namer,
  weight: Float64Array,
  query: { readonly text: string; readonly limit: number },
  job: Job,
): NodeIndex[] {
  const wanted = query.text.trim().toLowerCase();
  const word = wanted.split(/[.[\]'"(){}\s]+/).findLast((part) => part !== '') ?? '';
  if (word === '') return [];
  const hits = [
    ...modulesNamed(forest, word),
    ...stepsNamed(graph, forest, stringsWith(graph.strings, word, job), job),
  ];
  hits.sort((a, b) => weight[b] - weight[a] || a - b);
  const isOwn = (node: NodeIndex): boolean => {
    const module = forest.modules.ofNode.get(namer.rootOf(node));
    return module === undefined || module.origin === ModuleOrigin.program;
  };
  const isWhole = (node: NodeIndex): boolean =>
    wanted === word || namer.text(node).toLowerCase().includes(wanted);
  const found = hits.slice(0, MAX_WRITTEN).filter(isWhole);
  return [...found.filter(isOwn), ...found.filter((node) => !isOwn(node))].slice(0, query.limit);
}

function modulesNamed({ modules, parentEdge }: NameForest, word: string): NodeIndex[] {
  return modules.all
    .filter(({ node, name }) => parentEdge[node] === IS_ROOT && name.toLowerCase().includes(word))
    .map(({ node }) => node);
}

/** What a marked label names; positions and the keys of dicts, which are objects too, do not. */
function stepsNamed(
  graph: HeapGraph,
  { parentEdge }: NameForest,
  isMarked: Uint8Array,
  job: Job,
): Uint32Array {
  const { firstEdge, edgeTarget, edgeKind } = graph;
  const layouts = graph.edgeLabels?.form === 'layouts' ? graph.edgeLabels : null;
  const isLayoutMarked = layouts === null ? null : markedLayouts(layouts, isMarked);
  const found = new GrowableUint32(64);
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    if (layouts !== null && isLayoutMarked?.[layouts.layout[node]] !== 1) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (parentEdge[edgeTarget[edge]] !== edge) continue;
      if ((edgeKind[edge] & EDGE_KIND_MASK) === EdgeKind.key) continue;
      const label = edgeLabel(graph, node, edge);
      if (label.form === 'text' && isMarked[label.text] === 1) found.push(edgeTarget[edge]);
    }
  }
  return found.toArray();
}

function markedLayouts(
  { layoutFirstSlot, slotLabel }: { layoutFirstSlot: Uint32Array; slotLabel: Uint32Array },
  isMarked: Uint8Array,
): Uint8Array {
  const marked = new Uint8Array(layoutFirstSlot.length);
  for (let layout = 0; layout + 1 < layoutFirstSlot.length; layout++) {
    for (let slot = layoutFirstSlot[layout]; slot < layoutFirstSlot[layout + 1]; slot++) {
      if (isMarked[slotLabel[slot]] === 1) marked[layout] = 1;
    }
  }
  return marked;
}

/** Strings that contain a word in lower case; one pass over bytes, ASCII letters alike in both cases. */
function stringsWith({ bytes, offset, count }: StringTable, word: string, job: Job): Uint8Array {
  const needle = new TextEncoder().encode(word);
  const marked = new Uint8Array(count);
  for (let at = 0; at < count; at++) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const last = Math.min(offset[at + 1], offset[at] + MAX_LABEL) - needle.length;
    for (let from = offset[at]; from <= last; from++) {
      let same = 0;
      while (same < needle.length && lowered(bytes[from + same]) === needle[same]) same++;
      if (same < needle.length) continue;
      marked[at] = 1;
      break;
    }
  }
  return marked;
}

/** Of longer texts, which are values rather than names, only the beginning is looked at. */
const MAX_LABEL = 4096;

function lowered(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
