import { EdgeKind } from '../../heap/edge-kind.ts';
import type { NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { ModuleOrigin } from '../names/program-modules.ts';
import type { Subject } from './cause.ts';
import type { CauseContext } from './cause-context.ts';
import { methodName } from './cycle-way.ts';
import type { HeapReader } from './heap-reader.ts';
import { CONTAINERS, FINALIZER, OF_LOOPS } from './type-sets.ts';

/** Objects of one type that one holder owns. */
export interface TypeGroup {
  readonly type: TypeIndex;
  readonly count: number;
  readonly example: NodeIndex;
}

const NAMED =
  /^(method|builtin_function_or_method|function|type|generator|coroutine|async_generator)$/;
const TASK = /(^|[._])Task$/;
const CONTEXT = /^_?contextvars\.Context$/;
/** What a context keeps its variables in, node within node. */
const HAMT = /^hamt(_\w+)?$/;
const MAX_HAMT_DEPTH = 10;
/** Levels of containers within containers that are told. */
const LEVELS = 2;
/** A container below this holds nothing worth a word. */
const MIN_CONTENT = 1000;
/** Dicts with up to so many keys are records, and go by these. */
const RECORD_KEYS = 4;

/** What a group consists of: keys of dicts, what lists hold, names of functions, what items lead to. */
export function describeGroup(
  ctx: CauseContext,
  { type, count, example }: TypeGroup,
  isDeep = true,
  depth = 0,
): Subject {
  const { heap } = ctx;
  const bare = heap.bareText[type] ?? '';
  const isContainer = isDeep && depth < LEVELS && CONTAINERS.has(bare);
  return {
    type,
    count,
    isAtLeast: false,
    example,
    isNested: false,
    keys: bare === 'dict' && count > 1 ? keysOf(heap, example) : [],
    suchAs: NAMED.test(bare) ? nameOfCode(heap, example) : '',
    runs: TASK.test(bare) ? taskName(heap, example) : '',
    leadsTo: depth === 0 ? leadsTo(ctx, type, example) : null,
    variable: CONTEXT.test(heap.typeText[type] ?? '') ? heaviestVariable(ctx, example) : null,
    each: isContainer ? contentOf(ctx, example, depth) : null,
  };
}

function nameOfCode(heap: HeapReader, node: NodeIndex): string {
  const bare = heap.bare(node);
  if (bare === 'method') return methodName(heap, node);
  if (bare !== 'builtin_function_or_method') return heap.preview(node);
  // Of C code: `Greenlet.switch`; a function of a module has nothing to keep.
  const self = heap.referent(node, '__self__');
  const isBound = self !== NO_NODE && heap.bare(self) !== 'module';
  return isBound ? `${heap.short(self)}.${heap.preview(node)}` : heap.preview(node);
}

/** The variable of a context whose value is most of it; null where no value stands out. */
function heaviestVariable(ctx: CauseContext, context: NodeIndex): Subject['variable'] {
  const { heap, owners, namer } = ctx;
  const { firstEdge, edgeTarget } = heap.graph;
  let [source, value] = [context, owners.heaviestOf(context)];
  for (let depth = 0; depth < MAX_HAMT_DEPTH; depth++) {
    if (value === NO_NODE || !HAMT.test(heap.bare(value))) break;
    [source, value] = [value, owners.heaviestOf(value)];
  }
  if (value === NO_NODE || owners.charged[value] < 0.5 * owners.charged[context]) return null;
  // A node of the tree refers to a value, and right after it to the variable whose it is.
  for (let edge = firstEdge[source]; edge + 1 < firstEdge[source + 1]; edge++) {
    const beside = edgeTarget[edge + 1];
    if (edgeTarget[edge] !== value || heap.short(beside) !== 'ContextVar') continue;
    return { name: namer.text(beside), type: heap.graph.type[value] };
  }
  return null;
}

/** The keys of a record: few, short and all of them texts; else none. */
function keysOf(heap: HeapReader, dict: NodeIndex): readonly string[] {
  const { firstEdge } = heap.graph;
  const keys: string[] = [];
  for (let edge = firstEdge[dict]; edge < firstEdge[dict + 1]; edge++) {
    if (heap.kind(edge) !== EdgeKind.value) continue;
    const key = /^'([\w $.-]{1,24})'$/.exec(heap.label(dict, edge))?.[1];
    if (key === undefined || keys.length === RECORD_KEYS) return [];
    keys.push(key);
  }
  return keys;
}

function contentOf(ctx: CauseContext, container: NodeIndex, depth: number): Subject | null {
  const { heap, owners } = ctx;
  if (owners.charged[container] <= MIN_CONTENT) return null;
  const children = owners.childrenOf(container);
  const best = children[0];
  if (best === undefined) return null;
  const { type } = heap.graph;
  const count = children.reduce((sum, child) => sum + Number(type[child] === type[best]), 0);
  return describeGroup(ctx, { type: type[best], count, example: best }, true, depth + 1);
}

export function taskName(heap: HeapReader, task: NodeIndex): string {
  const runs = heap.attribute(task, '_coro');
  return runs === NO_NODE ? '' : heap.preview(runs);
}

function leadsTo(ctx: CauseContext, type: TypeIndex, item: NodeIndex): Subject['leadsTo'] {
  const { heap } = ctx;
  if (FINALIZER.test(heap.typeText[type] ?? '')) {
    const called = heap.referent(item, 'func');
    return called === NO_NODE ? null : { form: 'call', name: nameOfCode(heap, called) };
  }
  if (!OF_LOOPS.test(heap.typeText[type] ?? '') || TASK.test(heap.bareText[type] ?? ''))
    return null;
  const about = tellingOf(ctx, item);
  if (about !== NO_NODE && TASK.test(heap.bare(about))) {
    return { form: 'task', name: taskName(heap, about) };
  }
  if (about !== NO_NODE && heap.bare(about) === 'coroutine') {
    return { form: 'coroutine', name: heap.preview(about) };
  }
  const called = callbackOf(heap, item);
  return called === NO_NODE ? null : { form: 'call', name: nameOfCode(heap, called) };
}

/**
 * What an item of a loop's or a pool's own type is about: down along the heaviest child to a task or
 * a coroutine, or to an object of the program's or of a package. `NO_NODE` where there is none.
 */
export function tellingOf({ heap, owners }: CauseContext, item: NodeIndex): NodeIndex {
  let node = item;
  for (let depth = 0; depth < 10; depth++) {
    if (depth > 0 && isTelling(heap, node)) return node;
    const next = owners.heaviestOf(node);
    if (next === NO_NODE || owners.charged[next] < 0.5 * owners.charged[node]) return NO_NODE;
    node = next;
  }
  return NO_NODE;
}

function isTelling(heap: HeapReader, node: NodeIndex): boolean {
  if (TASK.test(heap.type(node))) return true;
  if (/^(coroutine|async_generator|generator)$/.test(heap.bare(node))) return true;
  const origin = heap.originOfName(heap.type(node));
  const isOfInterest = origin === ModuleOrigin.program || origin === ModuleOrigin.library;
  return isOfInterest && heap.isUserType[heap.graph.type[node]] === 1;
}

const CALLBACK_NAMES = [
  '_callback',
  'callback',
  'func',
  '_func',
  'fn',
  '_fn',
  '_target',
  'handler',
];

/** The function that an item is, or that it calls: a bound method, a partial, a handle's callback. */
export function callbackOf(heap: HeapReader, node: NodeIndex): NodeIndex {
  const isCallable = (found: NodeIndex): boolean => /^(function|method)$/.test(heap.bare(found));
  if (isCallable(node)) return node;
  for (const name of CALLBACK_NAMES) {
    const found = heap.attribute(node, name);
    if (found !== NO_NODE && isCallable(found)) return found;
  }
  if (!OF_LOOPS.test(heap.type(node))) return NO_NODE;
  const { firstEdge, edgeTarget } = heap.graph;
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    if (heap.isStrong(edge) && isCallable(edgeTarget[edge])) return edgeTarget[edge];
  }
  return NO_NODE;
}
