import { EdgeKind } from '../../heap/edge-kind.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import type { AccumulationCause, OutsideCause } from './cause.ts';
import type { CauseContext } from './cause-context.ts';
import { chargedTo } from './cause-context.ts';
import { methodName } from './cycle-way.ts';
import { lastPart, unquoted } from './heap-reader.ts';
import { isOwnPlace, uniquePlaces } from './places.ts';
import { describeGroup } from './subject.ts';
import { CONTAINERS, PLAIN_VALUES } from './type-sets.ts';

export interface OutsideFound {
  readonly causes: readonly (OutsideCause | AccumulationCause)[];
  /** Tops of the owner tree that these explain. */
  readonly taken: ReadonlySet<NodeIndex>;
}

interface OutsideGroup {
  readonly key: string;
  readonly entries: readonly NodeIndex[];
  readonly bytes: number;
  readonly nativeBytes: number;
}

const GROUPS = 8;
/** Fewer objects than this explain nothing. */
const FEWEST = 3;
/** Plain values are a cause only where they are this part of all bytes. */
const PLAIN_SHARE = 0.3;
const CALLABLE = /^(method|function|functools\.partial|builtin_function_or_method)$/;

/**
 * Objects that no variable leads to, and that are alive all the same. O(objects held from outside).
 */
export function outsideCauses(ctx: CauseContext): OutsideFound {
  const { heap, knownBytes } = ctx;
  const causes: (OutsideCause | AccumulationCause)[] = [];
  const taken = new Set<NodeIndex>();
  for (const group of outsideGroups(ctx).slice(0, GROUPS)) {
    if (group.bytes < Math.max(500_000, knownBytes * 0.01)) break;
    const isPlain = PLAIN_VALUES.has(heap.bare(group.entries[0] as NodeIndex));
    if (group.entries.length < FEWEST) continue;
    for (const entry of group.entries) taken.add(entry);
    if (!isPlain || group.bytes >= knownBytes * PLAIN_SHARE) causes.push(causeOf(ctx, group));
  }
  return { causes, taken };
}

/** By type, bound methods by their function; the most bytes first. */
function outsideGroups(ctx: CauseContext): readonly OutsideGroup[] {
  const { heap, forest, owners } = ctx;
  const groups = new Map<string, { key: string; entries: NodeIndex[] }>();
  for (let at = forest.named; at < forest.held; at++) {
    const node = forest.order[at];
    if (owners.owner[node] !== NO_NODE) continue;
    if (heap.has(node, NodeFlag.isType | NodeFlag.isModule)) continue;
    const isMethod = heap.bare(node) === 'method';
    const key = isMethod ? `method ${methodName(heap, node)}` : heap.type(node);
    const group = groups.get(key) ?? { key, entries: [] };
    groups.set(key, group);
    group.entries.push(node);
  }
  const weighed = [...groups.values()].map((group) => ({
    ...group,
    ...chargedTo(ctx, group.entries),
  }));
  return weighed.sort((a, b) => b.bytes - a.bytes || (a.key < b.key ? -1 : 1));
}

function causeOf(
  ctx: CauseContext,
  { entries, bytes, nativeBytes }: OutsideGroup,
): OutsideCause | AccumulationCause {
  const { heap, code } = ctx;
  // Machinery names nothing: of what each of them keeps, the type that names it best.
  const bearers = bearersOf(ctx, entries) ?? entries;
  const example = bearers[0] as NodeIndex;
  const count = bearers.length;
  const subject = describeGroup(ctx, { type: heap.graph.type[example], count, example });
  const registering = code.functions.filter((own) => {
    const names = isOwnPlace(own) ? code.namesOf(own) : [];
    return names.includes('atexit') && names.includes('register');
  });
  if (CALLABLE.test(heap.bare(example)) && registering.length > 0) {
    return {
      kind: 'accumulation',
      shape: 'callbacks',
      bytes,
      nativeBytes,
      subjects: [subject],
      isInside: false,
      holder: NO_NODE,
      holderText: 'atexit',
      run: '',
      variable: '',
      link: '',
      why: null,
      itemsWait: null,
      holderWaits: null,
      retainedBytes: null,
      places: uniquePlaces(registering).slice(0, 3),
      advice: { id: 'atexit' },
      example,
    };
  }
  const base = { bytes, nativeBytes, subject, example };
  const methods = code.methodsOf(heap.type(example));
  // Mere containers are the tables of libraries, which their own static objects hold.
  const isTable = CONTAINERS.has(heap.bare(example));
  const hidden = isTable ? null : hiddenReference(ctx, bearers);
  if (hidden === null) {
    const places = uniquePlaces(methods.slice(0, 1));
    return { ...base, kind: 'outside', hidden: null, places, advice: { id: 'extension' } };
  }
  const { holder, path, name, type } = hidden;
  const classes = heap.classNames(example);
  const users = name === '' ? [] : code.usersOf(name, { kind: 'attribute', classes, isSet: false });
  const makers = code.makersOf(heap.type(example));
  const text = `${holder}${path}`;
  const end = heap.short(example);
  return {
    ...base,
    kind: 'lost',
    hidden: { text, type: lastPart(type), end },
    places: uniquePlaces([...users.map(({ use }) => use), ...makers, ...methods]).slice(0, 3),
    advice: { id: 'hidden', through: lastPart(type), reference: text, owner: end },
  };
}

/** For entries that are containers: the one object of a class that each of most of them keeps. */
function bearersOf(ctx: CauseContext, entries: readonly NodeIndex[]): readonly NodeIndex[] | null {
  const { heap, owners } = ctx;
  if (!CONTAINERS.has(heap.bare(entries[0] as NodeIndex))) return null;
  const { type } = heap.graph;
  const votes = new Map<number, NodeIndex[]>();
  for (const entry of entries) {
    const seen = [entry];
    let best = NO_NODE;
    for (let at = 0; at < seen.length && seen.length < 30; at++) {
      for (const child of owners.childrenOf(seen[at] as NodeIndex).subarray(0, 10)) {
        seen.push(child);
        const score = heap.scores[type[child]];
        if (score >= 1 && (best === NO_NODE || score > heap.scores[type[best]])) best = child;
      }
    }
    if (best === NO_NODE || heap.isUserType[type[best]] === 0) continue;
    const known = votes.get(type[best]);
    if (known === undefined) votes.set(type[best], [best]);
    else known.push(best);
  }
  const [most] = [...votes.values()].sort((a, b) => b.length - a.length);
  return most !== undefined && most.length >= entries.length * 0.8 ? most : null;
}

/** Types that hide nothing, or whose references the dump has. */
const KNOWN_LEAVES =
  /^(NoneType|bool|int|float|complex|str|bytes|bytearray|ellipsis|range|slice|type|code|function|builtin_function_or_method|method|cell|module|dict|list|tuple|set|frozenset|weakref|weakref\.ReferenceType|getset_descriptor|member_descriptor|wrapper_descriptor|method_descriptor|property|staticmethod|classmethod|mappingproxy|memoryview|_io\.(BytesIO|StringIO|TextIOWrapper|BufferedReader|BufferedWriter|FileIO)|_thread\.(lock|RLock)|.*_iterator|.*iterator|numpy\.ndarray|numpy\.dtype.*|.*\.dtype.*)$/;

interface HiddenReference {
  readonly holder: string;
  /** ".node", ".items[…]". */
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly isTracked: boolean;
}

/** Objects looked at below one entry, and entries that vote. */
const BELOW = 300;
const VOTERS = 60;

/**
 * A cycle through something that does not show what it holds: each entry has its own object of it.
 */
function hiddenReference(ctx: CauseContext, entries: readonly NodeIndex[]): HiddenReference | null {
  const votes = new Map<string, { found: HiddenReference; count: number }>();
  const sample = entries.slice(0, VOTERS);
  for (const entry of sample) {
    for (const [key, found] of opaqueBelow(ctx, entry)) {
      const known = votes.get(key);
      if (known === undefined) votes.set(key, { found, count: 1 });
      else known.count++;
    }
  }
  const [best] = [...votes]
    .filter(([, { count }]) => count >= sample.length * 0.8)
    .sort(
      ([keyA, a], [keyB, b]) =>
        Number(a.found.isTracked) - Number(b.found.isTracked) ||
        b.count - a.count ||
        (keyA < keyB ? -1 : 1),
    );
  return best?.[1].found ?? null;
}

/** Objects of C types below an entry, which it alone holds, and how. */
function opaqueBelow(ctx: CauseContext, entry: NodeIndex): Map<string, HiddenReference> {
  const { heap, owners } = ctx;
  const { firstEdge, edgeTarget, refcount } = heap.graph;
  const found = new Map<string, HiddenReference>();
  const queue = [{ node: entry, holder: '', path: '' }];
  const seen = new Set([entry]);
  for (let at = 0; at < queue.length && queue.length < BELOW; at++) {
    const from = queue[at] as (typeof queue)[number];
    for (let edge = firstEdge[from.node]; edge < firstEdge[from.node + 1]; edge++) {
      const target = edgeTarget[edge];
      if (!heap.isStrong(edge) || seen.has(target) || heap.kind(edge) === EdgeKind.class) continue;
      if (heap.has(target, CODE_FLAGS)) continue;
      seen.add(target);
      const next = { node: target, ...stepBelow(ctx, from, edge) };
      if (refcount !== null && refcount[target] <= 3 && isOpaque(ctx, target)) {
        const type = heap.type(target);
        const name = unquoted(next.path.split('.').at(-1)?.replace('[…]', '') ?? '');
        const isTracked = heap.has(target, NodeFlag.tracked);
        const key = `${next.holder}${next.path} ${type}`.replace(/\d+/g, '#');
        if (!found.has(key)) found.set(key, { ...next, name, type, isTracked });
      }
      if (owners.owner[target] !== NO_NODE && seen.size < BELOW) queue.push(next);
    }
  }
  return found;
}

const CODE_FLAGS = NodeFlag.isType | NodeFlag.isModule | NodeFlag.isModuleNamespace;

function isOpaque({ heap }: CauseContext, node: NodeIndex): boolean {
  return heap.isUserType[heap.graph.type[node]] === 0 && !KNOWN_LEAVES.test(heap.bare(node));
}

function stepBelow(
  { heap }: CauseContext,
  {
    node,
    holder,
    path,
  }: { readonly node: NodeIndex; readonly holder: string; readonly path: string },
  edge: number,
): { readonly holder: string; readonly path: string } {
  const label = heap.label(node, edge);
  const from = holder === '' ? heap.short(node) : holder;
  if (heap.kind(edge) === EdgeKind.internal && label === '__dict__') return { holder: from, path };
  const isItem = CONTAINERS.has(heap.bare(node)) && path !== '';
  if (isItem) return { holder: from, path: `${path}[…]` };
  return { holder: from, path: label === '' ? path : `${path}.${unquoted(label)}` };
}
