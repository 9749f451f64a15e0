import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { ModuleOrigin } from '../names/program-modules.ts';
import type { Accumulation } from './accumulation.ts';
import type { AccumulationShape } from './cause.ts';
import type { CauseContext } from './cause-context.ts';
import { chargedTo } from './cause-context.ts';
import { compareNames } from './type-sets.ts';

/** Modules under names that differ in numbers only, at least so many. */
const MODULES = 5;
/** Threads that are in one function. */
const THREADS = 3;

/**
 * Tops of the owner tree that belong together though nothing holds them together: modules made
 * under ever new names, and the frames of one function that many threads are in.
 */
export function siblingAccumulations(
  ctx: CauseContext,
  tops: Uint32Array,
  least: number,
): { readonly accumulations: readonly Accumulation[]; readonly taken: ReadonlySet<NodeIndex> } {
  const { heap, owners } = ctx;
  const modules = new Map<string, NodeIndex[]>();
  const frames = new Map<string, NodeIndex[]>();
  for (const node of tops) {
    if (heap.isModule(node)) {
      const key = heap.preview(node).replace(/\d+|0x[0-9a-f]+|[0-9a-f]{8,}/g, '#');
      if (key.includes('#')) push(modules, key, node);
    } else if (heap.has(node, NodeFlag.isFrame)) {
      const place = heap.place(node);
      if (place?.origin !== ModuleOrigin.program) continue;
      push(frames, `${place.file} ${place.name}`, node);
    }
  }
  const accumulations: Accumulation[] = [];
  const taken = new Set<NodeIndex>();
  const add = (shape: AccumulationShape, nodes: readonly NodeIndex[]): void => {
    const charged = chargedTo(ctx, nodes);
    const [example = NO_NODE] = nodes;
    const { bytes } = charged;
    const group = { type: heap.graph.type[example], count: nodes.length, bytes, example };
    const holder = shape === 'frames' ? example : NO_NODE;
    accumulations.push({ shape, holder, ...charged, groups: [group], nodes });
    for (const node of nodes) taken.add(node);
  };
  for (const nodes of modules.values()) {
    if (nodes.length < MODULES || chargedTo(ctx, nodes).bytes < least) continue;
    nodes.sort((a, b) => compareNames(heap.preview(a), heap.preview(b)));
    add('modules', nodes);
  }
  for (const nodes of frames.values()) {
    const { bytes } = chargedTo(ctx, nodes);
    const isOne = owners.charged[nodes[0] ?? 0] > 0.7 * bytes;
    if (nodes.length >= THREADS && bytes >= least && !isOne) add('frames', nodes);
  }
  return { accumulations, taken };
}

function push(groups: Map<string, NodeIndex[]>, key: string, node: NodeIndex): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [node]);
  else known.push(node);
}
