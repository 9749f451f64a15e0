import type { AccumulatedGroup } from '../../analysis/dominators/accumulation.ts';
import type { RootPath } from '../../analysis/paths/paths.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { namedReferent, tracebackOf } from '../../heap/edges.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag, RootKind } from '../../heap/heap-graph.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeNameOf } from '../rows/names.ts';

const STORED_EXCEPTION =
  'A stored exception keeps its traceback, and that every local variable of the frames it passed through. Store its text, or exception.with_traceback(None).';

/** What is done about a holder, by a type that is on the way to it. The first that fits is said. */
const BY_MACHINERY: readonly (readonly [types: RegExp, advice: string])[] = [
  [
    /(^|\.)_lru_cache_wrapper$/,
    'An lru_cache keeps every result, and every argument with it, as long as the function lives; on a method that includes self. Give it a maxsize, or call cache_clear().',
  ],
  [/^(builtins\.)?traceback$/, STORED_EXCEPTION],
  [
    /^(_asyncio\.(Task|Future)|asyncio\.\w+\.(Task|Future)|(builtins\.)?(coroutine|async_generator))$/,
    'A task or coroutine that has not ended keeps its local variables. Await it, cancel it, or give it a timeout.',
  ],
  [
    /^(builtins\.)?generator$/,
    'A generator that has not ended keeps its local variables. Run it to its end, or close() it.',
  ],
  [
    /^threading\.(Thread|Timer|_\w*Thread)$/,
    'A thread that has not ended keeps its function, its arguments and their objects. Let it end; cancel() a Timer that is not needed any more.',
  ],
  [
    /^(_queue\.SimpleQueue|queue\.\w*Queue|asyncio\.queues\.\w*Queue)$/,
    'A queue that is filled faster than it is emptied grows without end. Look at whether its consumer still keeps up, and give it a maxsize, so that producers wait.',
  ],
  [
    /^logging\.(Root)?Logger$/,
    'Loggers live as long as the program, and every handler and filter added to one with them. Add handlers once, at start, or remove them again with removeHandler().',
  ],
];

const METHOD = /^(builtins\.)?method$/;
const METHODS =
  'A bound method keeps its object. Take it out of the registry when its object is done, or hold it by weakref.WeakMethod.';
const WEAK_KEYS =
  'A WeakKeyDictionary lets an entry go when nothing else refers to its key; here the values themselves refer to their keys, so that none ever goes. Let the value hold its key by weakref.ref.';

/** What is usually done about such a holder, by the machinery on the way to it; '' if nothing is. */
export function pileAdvice(
  { graph }: DerivedColumns,
  path: RootPath | null,
  holder: NodeIndex,
  groups: readonly AccumulatedGroup[],
): string {
  if (path === null) {
    return 'Each of them is held in more ways than one: draw one and follow its referrers.';
  }
  const [first] = groups;
  if (first !== undefined && refersToItsKey(graph, holder, first.example)) return WEAK_KEYS;
  const types = Array.from(path.nodes, (node) => typeNameOf(graph, node));
  const known = BY_MACHINERY.find(([pattern]) => types.some((type) => pattern.test(type)));
  if (known !== undefined) return known[1];
  if (first !== undefined && tracebackOf(graph, first.example) !== NO_NODE) return STORED_EXCEPTION;
  if (first !== undefined && METHOD.test(typeNameOf(graph, first.example))) return METHODS;
  const kind = path.root.reason === 'declared' ? graph.roots?.kind[path.root.rootIndex] : undefined;
  if (kind === RootKind.threadFrame) {
    return 'It hangs on a local variable of a function that is still running. Delete the variable, or return, once it has done its work.';
  }
  const isOne = groups.length === 1 && first?.count === 1;
  if (kind !== RootKind.module || isOne) return '';
  const isOfClass = Array.from(path.nodes).some(
    (node) => (graph.flags[node] & NodeFlag.isType) !== 0,
  );
  return isOfClass
    ? 'It belongs to a class, so it lives as long as the program. Take items out when they are done, bound its size, or hold them weakly.'
    : 'It is global, so it lives as long as the program. Take items out when they are done, bound its size, or hold them weakly.';
}

/** Whether a dict has weak references as keys, and its value refers to what one of them is to. */
function refersToItsKey(graph: HeapGraph, dict: NodeIndex, value: NodeIndex): boolean {
  const { firstEdge, edgeTarget, edgeKind } = graph;
  const referents = new Set<NodeIndex>();
  const own = namedReferent(graph, value, '__dict__');
  for (const node of own === NO_NODE ? [value] : [value, own]) {
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      referents.add(edgeTarget[edge]);
    }
  }
  for (let edge = firstEdge[dict]; edge < firstEdge[dict + 1]; edge++) {
    if ((edgeKind[edge] & EDGE_KIND_MASK) !== EdgeKind.key) continue;
    const key = edgeTarget[edge];
    for (let weak = firstEdge[key]; weak < firstEdge[key + 1]; weak++) {
      const isTarget = (edgeKind[weak] & EDGE_KIND_MASK) === EdgeKind.weakTarget;
      if (isTarget && referents.has(edgeTarget[weak])) return true;
    }
  }
  return false;
}
