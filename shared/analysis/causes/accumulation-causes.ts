import { EdgeKind } from '../../heap/edge-kind.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { ObjectName } from '../names/namer.ts';
import type { Accumulation, AccumulationGroup } from './accumulation.ts';
import { adviceForAccumulation } from './accumulation-advice.ts';
import type { DeepContent } from './accumulation-content.ts';
import { deepContent } from './accumulation-content.ts';
import type { AccumulationCause, Advice, Subject, WhyLarge } from './cause.ts';
import type { CauseContext } from './cause-context.ts';
import { isAttributes, namingReference } from './cause-context.ts';
import { isModuleCode } from './code-index.ts';
import type { CodePlace } from './heap-reader.ts';
import { unquoted } from './heap-reader.ts';
import { fileOfModule, isOwnPlace, placesOfAccumulation, uniquePlaces } from './places.ts';
import { describeGroup } from './subject.ts';
import { commonWait } from './suspended.ts';
import { CONTAINERS, PLAIN_VALUES } from './type-sets.ts';
import type { LargeItem } from './why-large.ts';
import { whyLarge } from './why-large.ts';

const SHOWN_PLACES = 3;
/** What weighs less in an accumulation is not named. */
const TELLING = 0.15;
/** More of the items' type below them than so many times the items: a tree. */
const TREE = 3;
const CONTAINER_TREE = 8;
/** Retained bytes are told beside what is charged where they are so much less. */
const MUCH_LESS = 0.8;

/** What an accumulation consists of, what holds it, why, and what to do. */
export function accumulationCause(
  ctx: CauseContext,
  accumulation: Accumulation,
): AccumulationCause {
  if (accumulation.shape === 'modules') return modulesCause(ctx, accumulation);
  if (accumulation.shape === 'frames') return framesCause(ctx, accumulation);
  const { heap } = ctx;
  const first = accumulation.groups[0] as AccumulationGroup;
  const isChain = accumulation.shape === 'chain';
  const large = isChain ? null : whyItemLarge(ctx, first.example, first.count);
  let counted: DeepContent | null = null;
  const deep = (): DeepContent => {
    counted ??= deepContent(ctx, accumulation.holder);
    return counted;
  };
  const { subjects, isInside, leaf } = contentOf(
    ctx,
    accumulation,
    large !== null,
    large?.why.id === 'traceback',
    deep,
  );
  const named = ownerOfPart(ctx, treeRoot(ctx, accumulation, large !== null, deep));
  const name = ctx.namer.describe(named.holder);
  const above = ctx.parents[named.holder];
  const isThreadLocal = above !== NO_NODE && THREAD_LOCAL.test(heap.type(above));
  const places = placesOfAccumulation(ctx, { item: first.example, leaf, name, large });
  return {
    kind: 'accumulation',
    shape: accumulation.shape,
    bytes: accumulation.bytes,
    nativeBytes: accumulation.nativeBytes,
    subjects,
    isInside,
    holder: named.holder,
    holderText: isThreadLocal ? name.text.replace(/\[…\]$/, '') : name.text,
    run: '',
    variable: '',
    link: isChain ? chainLink(ctx, accumulation) : '',
    why: large?.why ?? null,
    itemsWait:
      accumulation.shape === 'accumulation'
        ? commonWait(ctx, accumulation.holder, first.example)
        : null,
    holderWaits: name.variable?.form === 'local' ? heap.placeOfWait(name.variable.node) : null,
    retainedBytes: retainedWhereLess(ctx, named.holder, accumulation.bytes),
    places: places.slice(0, SHOWN_PLACES),
    advice: isThreadLocal ? { id: 'threadLocal' } : adviceOf(ctx, named, name, leaf, large),
    example: first.example,
  };
}

/** Of a plain container, why what it mostly consists of is large. */
function whyItemLarge(ctx: CauseContext, item: NodeIndex, count: number): LargeItem | null {
  const { heap, owners } = ctx;
  if (!CONTAINERS.has(heap.bare(item))) return whyLarge(ctx, item, count);
  const error = errorOfRecord(ctx, item);
  if (error !== NO_NODE) return whyLarge(ctx, error, count);
  const heaviest = owners.heaviestOf(item);
  if (heaviest === NO_NODE || owners.charged[heaviest] < MOST * owners.charged[item]) return null;
  const found = whyLarge(ctx, heaviest, count);
  return found !== null && INSIDE.has(found.why.id) ? found : null;
}

const MOST = 0.8;
/** A record has no more parts. */
const RECORD = 8;

/**
 * The exception of a record such as `sys.exc_info()`, where nothing else that the record refers to
 * is large; `NO_NODE` elsewhere. What the frames and the exception share, the record owns.
 */
function errorOfRecord({ heap, owners }: CauseContext, item: NodeIndex): NodeIndex {
  const { firstEdge, edgeTarget } = heap.graph;
  const parts = edgeTarget.subarray(firstEdge[item], firstEdge[item + 1]);
  if (parts.length > RECORD) return NO_NODE;
  const error = parts.find((part) => heap.referent(part, '__traceback__') !== NO_NODE);
  if (error === undefined) return NO_NODE;
  const isBesides = (part: NodeIndex): boolean => {
    const isOfError = part === error || heap.bare(part) === 'traceback';
    const isOwned = owners.owner[part] === item;
    return isOwned && !isOfError && owners.charged[part] >= MOST * owners.charged[item];
  };
  return parts.some(isBesides) ? NO_NODE : error;
}

/** What can be said of an item as well where it is packed with others. */
const INSIDE: ReadonlySet<string> = new Set([
  'traceback',
  'view',
  'gradients',
  'suspended',
  'method',
]);

const THREAD_LOCAL = /^_?thread(ing)?\._local$/;

function retainedWhereLess(
  { dominators }: CauseContext,
  holder: NodeIndex,
  bytes: number,
): number | null {
  const retained = dominators.retainedSize[holder];
  return retained < MUCH_LESS * bytes ? retained : null;
}

function adviceOf(
  ctx: CauseContext,
  accumulation: Accumulation,
  name: ObjectName,
  leaf: NodeIndex,
  large: LargeItem | null,
): Advice {
  const first = accumulation.groups[0] as AccumulationGroup;
  if (accumulation.shape === 'chain') {
    return { id: /_tee/.test(ctx.heap.type(first.example)) ? 'tee' : 'chain' };
  }
  return large === null
    ? adviceForAccumulation(ctx, accumulation, name, leaf)
    : adviceForLarge(large.why, ctx.heap.short(first.example));
}

function adviceForLarge(why: WhyLarge, type: string): Advice {
  switch (why.id) {
    case 'view':
      return { id: 'view' };
    case 'method':
      return { id: 'method' };
    case 'gradients':
      return { id: 'gradients' };
    case 'traceback':
      return { id: 'storedError' };
    case 'suspended':
      return { id: 'suspendedItem' };
    case 'attribute':
      return { id: 'plainCopy', type, references: why.names };
  }
}

/**
 * A tree of one class is named by its topmost object, not by the branch that happens to be heavy.
 */
function treeRoot(
  ctx: CauseContext,
  accumulation: Accumulation,
  isExplained: boolean,
  deep: () => DeepContent,
): Accumulation {
  const { heap, owners } = ctx;
  const first = accumulation.groups[0] as AccumulationGroup;
  if (accumulation.shape !== 'accumulation' || isExplained || heap.scores[first.type] < 1)
    return accumulation;
  const own = deep().all.find(({ type }) => type === first.type);
  if (own === undefined || own.count <= TREE * first.count) return accumulation;
  let holder = accumulation.holder;
  let above = holder;
  for (let between = 0; between < 3; between++) {
    above = owners.owner[above];
    if (above === NO_NODE) break;
    if (heap.graph.type[above] === first.type) {
      holder = above;
      between = -1;
    } else if (!CONTAINERS.has(heap.bare(above))) break;
  }
  return { ...accumulation, holder };
}

/**
 * A `__dict__`, or what a proxy shows, is a part of its object, which a program calls by a name.
 */
function ownerOfPart(ctx: CauseContext, accumulation: Accumulation): Accumulation {
  const reference = namingReference(ctx, accumulation.holder);
  if (reference === null || ctx.heap.kind(reference.edge) !== EdgeKind.internal)
    return accumulation;
  const isPart = PART.test(ctx.heap.label(reference.source, reference.edge));
  return isPart ? { ...accumulation, holder: reference.source } : accumulation;
}

const PART = /^(__dict__|mapping)$/;

interface Content {
  readonly subjects: readonly Subject[];
  readonly isInside: boolean;
  /** Of what lies in plain containers in the end: one of it. */
  readonly leaf: NodeIndex;
}

function contentOf(
  ctx: CauseContext,
  accumulation: Accumulation,
  isExplained: boolean,
  isOfErrors: boolean,
  deep: () => DeepContent,
): Content {
  const { heap } = ctx;
  const heavy = accumulation.groups.filter(
    ({ bytes }, at) => at === 0 || bytes >= TELLING * accumulation.bytes,
  );
  const first = heavy[0] as AccumulationGroup;
  const subjects = heavy.slice(0, 2).map((group) => describeGroup(ctx, group, !isOfErrors));
  const plain = { subjects, isInside: false, leaf: NO_NODE };
  if (accumulation.shape !== 'accumulation' || isOfErrors) return plain;
  const isContainers =
    CONTAINERS.has(heap.bareText[first.type] ?? '') && first.bytes > 0.5 * accumulation.bytes;
  if (!isContainers && (isExplained || heap.scores[first.type] < 1)) return plain;
  const own = deep().all.find(({ type }) => type === first.type);
  // Containers of a record are no tree, nor are those that the objects in them consist of.
  const isTree =
    own !== undefined &&
    (isContainers ? own.nested > CONTAINER_TREE * first.count : own.count > TREE * first.count);
  const tree = isTree
    ? {
        ...describeGroup(ctx, isContainers ? { ...own, count: own.nested } : own, false),
        isNested: true,
      }
    : describeGroup(ctx, first, false);
  if (isContainers) return insideContainers(ctx, accumulation, tree, deep());
  return isTree ? { ...plain, subjects: [tree, ...subjects.slice(1)] } : plain;
}

/** "10 dicts {rows}, in them 1,000,001 strs". */
function insideContainers(
  ctx: CauseContext,
  accumulation: Accumulation,
  outer: Subject,
  { telling, isComplete }: DeepContent,
): Content {
  const { heap, owners } = ctx;
  // A class that somebody wrote, whose objects own most of it, says more than what these consist of.
  const own = telling.find(
    ({ type, count, example }) =>
      heap.isUserType[type] === 1 && owners.charged[example] * count >= 0.5 * accumulation.bytes,
  );
  const [most] = telling;
  const isOfValues = most !== undefined && PLAIN_VALUES.has(heap.bareText[most.type] ?? '');
  const inner = isComplete && isOfValues && own !== undefined ? own : most;
  if (
    inner === undefined ||
    (isComplete && inner !== own && inner.bytes <= 0.1 * accumulation.bytes)
  ) {
    return { subjects: [outer], isInside: false, leaf: NO_NODE };
  }
  const count = isComplete ? inner.count : Number(inner.count.toPrecision(1));
  const inside = { ...describeGroup(ctx, { ...inner, count }, false), isAtLeast: !isComplete };
  return { subjects: [outer, inside], isInside: true, leaf: inner.example };
}

function modulesCause(ctx: CauseContext, accumulation: Accumulation): AccumulationCause {
  const first = accumulation.groups[0] as AccumulationGroup;
  const makers = ctx.code.using('modules').filter((use) => isOwnPlace(use) && !isModuleCode(use));
  const places = uniquePlaces([...makers, fileOfModule(ctx, first.example)]);
  return {
    ...siblings(accumulation, first, places),
    subjects: [{ ...describeGroup(ctx, first, false), suchAs: ctx.heap.preview(first.example) }],
    advice: { id: 'modules' },
  };
}

function framesCause(ctx: CauseContext, accumulation: Accumulation): AccumulationCause {
  const { heap, owners } = ctx;
  const first = accumulation.groups[0] as AccumulationGroup;
  const place = heap.place(accumulation.holder);
  const { firstEdge, edgeTarget } = heap.graph;
  const heaviest = owners.heaviestOf(accumulation.holder);
  let variable = '';
  for (
    let edge = firstEdge[accumulation.holder];
    edge < firstEdge[accumulation.holder + 1];
    edge++
  ) {
    const isVariable = edgeTarget[edge] === heaviest && heap.kind(edge) === EdgeKind.local;
    if (isVariable) variable = heap.label(accumulation.holder, edge);
  }
  return {
    ...siblings(accumulation, first, uniquePlaces([place])),
    subjects: [describeGroup(ctx, first, false)],
    run: place?.name ?? '',
    variable,
    advice: { id: 'threads' },
  };
}

function siblings(
  accumulation: Accumulation,
  first: AccumulationGroup,
  places: readonly CodePlace[],
): Omit<AccumulationCause, 'subjects' | 'advice'> {
  return {
    kind: 'accumulation',
    shape: accumulation.shape,
    bytes: accumulation.bytes,
    nativeBytes: accumulation.nativeBytes,
    isInside: false,
    holder: accumulation.holder,
    holderText: '',
    run: '',
    variable: '',
    link: '',
    why: null,
    itemsWait: null,
    holderWaits: null,
    retainedBytes: null,
    places: places.slice(0, SHOWN_PLACES),
    example: first.example,
  };
}

/** Steps between two links of a chain that are looked at. */
const LINK_STEPS = 12;

/**
 * How one link of the first type holds the next: `.request.meta['prev']`; '' where that is not
 * told.
 */
function chainLink(ctx: CauseContext, { nodes, groups }: Accumulation): string {
  const { heap, parents } = ctx;
  const wanted = groups[0]?.type;
  const links = nodes.filter((node) => heap.graph.type[node] === wanted).slice(0, 3);
  const [from, to] = links.length > 2 ? links.slice(1) : links;
  if (from === undefined || to === undefined) return '';
  let text = '';
  let node = to;
  for (let steps = 0; steps < LINK_STEPS && node !== from; steps++) {
    const reference = namingReference(ctx, node);
    if (reference === null) return '';
    text = linkText(ctx, reference.source, reference.edge) + text;
    node = parents[node];
  }
  return node === from ? text : '';
}

function linkText(ctx: CauseContext, source: NodeIndex, edge: number): string {
  const { heap } = ctx;
  const kind = heap.kind(edge);
  const label = heap.label(source, edge);
  if (kind === EdgeKind.internal && label === '__dict__') return '';
  if (kind === EdgeKind.index) return `[${label}]`;
  if (kind !== EdgeKind.value) return label === '' ? '' : `.${label}`;
  return isAttributes(ctx, source) ? `.${unquoted(label)}` : `[${label}]`;
}
