import { EdgeKind } from '../../heap/edge-kind.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { ObjectName } from '../names/namer.ts';
import type { Advice, PileCause, Subject, WhyLarge } from './cause.ts';
import type { CauseContext } from './cause-context.ts';
import { isAttributes, namingReference } from './cause-context.ts';
import { isModuleCode } from './code-index.ts';
import type { CodePlace } from './heap-reader.ts';
import { unquoted } from './heap-reader.ts';
import type { Pile, PileGroup } from './pile.ts';
import { adviceForPile } from './pile-advice.ts';
import type { DeepContent } from './pile-content.ts';
import { deepContent } from './pile-content.ts';
import { fileOfModule, isOwnPlace, placesOfPile, uniquePlaces } from './places.ts';
import { describeGroup } from './subject.ts';
import { commonWait } from './suspended.ts';
import { CONTAINERS } from './type-sets.ts';
import type { LargeItem } from './why-large.ts';
import { whyLarge } from './why-large.ts';

const SHOWN_PLACES = 3;
/** What weighs less in a pile is not named. */
const TELLING = 0.15;
/** More of the items' type below them than so many times the items: a tree. */
const TREE = 3;
/** Retained bytes are told beside what is charged where they are so much less. */
const MUCH_LESS = 0.8;

/** What a pile consists of, what holds it, why, and what to do. */
export function pileCause(ctx: CauseContext, pile: Pile): PileCause {
  if (pile.shape === 'modules') return modulesCause(ctx, pile);
  if (pile.shape === 'frames') return framesCause(ctx, pile);
  const { heap } = ctx;
  const first = pile.groups[0] as PileGroup;
  const isChain = pile.shape === 'chain';
  const large = isChain ? null : whyItemLarge(ctx, first.example, first.count);
  let counted: DeepContent | null = null;
  const deep = (): DeepContent => {
    counted ??= deepContent(ctx, pile.holder);
    return counted;
  };
  const { subjects, isInside, leaf } = contentOf(
    ctx,
    pile,
    large !== null,
    large?.why.id === 'traceback',
    deep,
  );
  const named = ownerOfPart(ctx, treeRoot(ctx, pile, large !== null, deep));
  const name = ctx.namer.describe(named.holder);
  const above = ctx.parents[named.holder];
  const isThreadLocal = above !== NO_NODE && THREAD_LOCAL.test(heap.type(above));
  const places = placesOfPile(ctx, { item: first.example, leaf, name, large });
  return {
    kind: 'accumulation',
    shape: pile.shape,
    bytes: pile.bytes,
    nativeBytes: pile.nativeBytes,
    subjects,
    isInside,
    holder: named.holder,
    holderText: isThreadLocal ? name.text.replace(/\[…\]$/, '') : name.text,
    run: '',
    variable: '',
    link: isChain ? chainLink(ctx, pile) : '',
    why: large?.why ?? null,
    itemsWait: pile.shape === 'pile' ? commonWait(ctx, pile.holder, first.example) : null,
    holderWaits: name.variable?.form === 'local' ? heap.placeOfWait(name.variable.node) : null,
    retainedBytes: retainedWhereLess(ctx, named.holder, pile.bytes),
    places: places.slice(0, SHOWN_PLACES),
    advice: isThreadLocal ? { id: 'threadLocal' } : adviceOf(ctx, named, name, large),
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
  pile: Pile,
  name: ObjectName,
  large: LargeItem | null,
): Advice {
  const first = pile.groups[0] as PileGroup;
  if (pile.shape === 'chain') {
    return { id: /_tee/.test(ctx.heap.type(first.example)) ? 'tee' : 'chain' };
  }
  return large === null
    ? adviceForPile(ctx, pile, name)
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

/** A tree of one class is named by its topmost object, not by the branch that happens to be heavy. */
function treeRoot(
  ctx: CauseContext,
  pile: Pile,
  isExplained: boolean,
  deep: () => DeepContent,
): Pile {
  const { heap, owners } = ctx;
  const first = pile.groups[0] as PileGroup;
  if (pile.shape !== 'pile' || isExplained || heap.scores[first.type] < 1) return pile;
  const own = deep().all.find(({ type }) => type === first.type);
  if (own === undefined || own.count <= TREE * first.count) return pile;
  let holder = pile.holder;
  let above = holder;
  for (let between = 0; between < 3; between++) {
    above = owners.owner[above];
    if (above === NO_NODE) break;
    if (heap.graph.type[above] === first.type) {
      holder = above;
      between = -1;
    } else if (!CONTAINERS.has(heap.bare(above))) break;
  }
  return { ...pile, holder };
}

/** A `__dict__`, or what a proxy shows, is a part of its object, which a program calls by a name. */
function ownerOfPart(ctx: CauseContext, pile: Pile): Pile {
  const reference = namingReference(ctx, pile.holder);
  if (reference === null || ctx.heap.kind(reference.edge) !== EdgeKind.internal) return pile;
  const isPart = PART.test(ctx.heap.label(reference.source, reference.edge));
  return isPart ? { ...pile, holder: reference.source } : pile;
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
  pile: Pile,
  isExplained: boolean,
  isOfErrors: boolean,
  deep: () => DeepContent,
): Content {
  const { heap } = ctx;
  const heavy = pile.groups.filter(({ bytes }, at) => at === 0 || bytes >= TELLING * pile.bytes);
  const first = heavy[0] as PileGroup;
  const subjects = heavy.slice(0, 2).map((group) => describeGroup(ctx, group, !isOfErrors));
  const plain = { subjects, isInside: false, leaf: NO_NODE };
  if (pile.shape !== 'pile' || isOfErrors) return plain;
  const isContainers =
    CONTAINERS.has(heap.bareText[first.type] ?? '') && first.bytes > 0.5 * pile.bytes;
  if (!isContainers && (isExplained || heap.scores[first.type] < 1)) return plain;
  const own = deep().all.find(({ type }) => type === first.type);
  const isTree = own !== undefined && own.count > TREE * first.count;
  const tree = isTree
    ? { ...describeGroup(ctx, own, false), isNested: true }
    : describeGroup(ctx, first, false);
  if (isContainers) return insideContainers(ctx, pile, tree, deep());
  return isTree ? { ...plain, subjects: [tree, ...subjects.slice(1)] } : plain;
}

/** "10 dicts {rows}, in them 1,000,001 strs". */
function insideContainers(
  ctx: CauseContext,
  pile: Pile,
  outer: Subject,
  { telling, isComplete }: DeepContent,
): Content {
  const { heap, owners } = ctx;
  // A class that somebody wrote, whose objects own most of it, says more than what these consist of.
  const own = telling.find(
    ({ type, count, example }) =>
      heap.isUserType[type] === 1 && owners.charged[example] * count >= 0.5 * pile.bytes,
  );
  const inner = isComplete && own !== undefined ? own : telling[0];
  if (inner === undefined || (isComplete && inner !== own && inner.bytes <= 0.1 * pile.bytes)) {
    return { subjects: [outer], isInside: false, leaf: NO_NODE };
  }
  const count = isComplete ? inner.count : Number(inner.count.toPrecision(1));
  const inside = { ...describeGroup(ctx, { ...inner, count }, false), isAtLeast: !isComplete };
  return { subjects: [outer, inside], isInside: true, leaf: inner.example };
}

function modulesCause(ctx: CauseContext, pile: Pile): PileCause {
  const first = pile.groups[0] as PileGroup;
  const makers = ctx.code.using('modules').filter((use) => isOwnPlace(use) && !isModuleCode(use));
  const places = uniquePlaces([...makers, fileOfModule(ctx, first.example)]);
  return {
    ...siblings(pile, first, places),
    subjects: [{ ...describeGroup(ctx, first, false), suchAs: ctx.heap.preview(first.example) }],
    advice: { id: 'modules' },
  };
}

function framesCause(ctx: CauseContext, pile: Pile): PileCause {
  const { heap, owners } = ctx;
  const first = pile.groups[0] as PileGroup;
  const place = heap.place(pile.holder);
  const { firstEdge, edgeTarget } = heap.graph;
  const heaviest = owners.heaviestOf(pile.holder);
  let variable = '';
  for (let edge = firstEdge[pile.holder]; edge < firstEdge[pile.holder + 1]; edge++) {
    const isVariable = edgeTarget[edge] === heaviest && heap.kind(edge) === EdgeKind.local;
    if (isVariable) variable = heap.label(pile.holder, edge);
  }
  return {
    ...siblings(pile, first, uniquePlaces([place])),
    subjects: [describeGroup(ctx, first, false)],
    run: place?.name ?? '',
    variable,
    advice: { id: 'threads' },
  };
}

function siblings(
  pile: Pile,
  first: PileGroup,
  places: readonly CodePlace[],
): Omit<PileCause, 'subjects' | 'advice'> {
  return {
    kind: 'accumulation',
    shape: pile.shape,
    bytes: pile.bytes,
    nativeBytes: pile.nativeBytes,
    isInside: false,
    holder: pile.holder,
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

/** How one link of the first type holds the next: `.request.meta['prev']`; '' where that is not told. */
function chainLink(ctx: CauseContext, { nodes, groups }: Pile): string {
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
