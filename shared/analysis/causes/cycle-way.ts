import { EdgeKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { isNamespaceName } from '../graph/internals.ts';
import type { CauseContext } from './cause-context.ts';
import type { CodeFunction } from './code-index.ts';
import type { CodePlace, HeapReader } from './heap-reader.ts';
import { demangled, lastPart, unquoted } from './heap-reader.ts';
import { CONTAINERS } from './type-sets.ts';

/** One reference of a cycle as a person would name it, with what machinery it stands for. */
export interface CyclePart {
  /**
   * `attribute`, `item` of a container that nothing names, `local` variable of a frame, `cell` of a
   * closure, bound `method`, `class` of an instance; `other` is named by the interpreter.
   */
  readonly form: 'attribute' | 'item' | 'local' | 'cell' | 'method' | 'class' | 'other';
  /** The type that has it; of a method its qualified name. */
  readonly holder: string;
  /** The attribute or variable; '' where there is none. */
  readonly name: string;
  readonly of: NodeIndex;
  /** It leads on through items of containers. */
  hasItems: boolean;
  /** Items that can be taken out. */
  isMutable: boolean;
  /** Of a variable: the function that it is in. */
  readonly place: CodePlace | null;
  /** Of a cell: the function that closes over it, and the one that made that. */
  readonly inner: string;
  readonly maker: CodeFunction | null;
  readonly isSuspended: boolean;
}

/** A way from the owner of a cycle back to it. */
export interface CycleWay {
  /** Equal for ways that differ in numbers within names only. */
  readonly key: string;
  readonly parts: readonly CyclePart[];
  /** The type of the owner. */
  readonly end: string;
  /** The reference to cut; null where there is none. */
  readonly cut: CyclePart | null;
  readonly last: CyclePart | null;
}

export interface Step {
  readonly source: NodeIndex;
  readonly edge: EdgeIndex;
  readonly target: NodeIndex;
}

const RUNS_BY_FRAME = /^(gi_frame|cr_frame|ag_frame)$/;
const MACHINERY =
  /^(tb_frame|tb_next|f_back|__closure__|__func__|__wrapped__|__code__|gi_frame|cr_frame|__mro__|__bases__|__objclass__|__globals__)$/;
const IMMUTABLE = /^(tuple|frozenset|mappingproxy)$/;

/** References of an owner followed before the search for ways back gives up. */
const LOOKED_AT = 400_000;
const QUEUED = 6000;
const WAYS = 12;

/**
 * The references that lead back to an owner, each with the way from the owner to it: breadth first,
 * so that each is a shortest one. Bounded: a mesh of 1,500 peers has two million references.
 */
export function waysBack(ctx: CauseContext, owner: NodeIndex): readonly CycleWay[] {
  const { heap } = ctx;
  const { firstEdge, edgeTarget } = heap.graph;
  const cameBy = new Map<NodeIndex, Step | null>([[owner, null]]);
  const queue: NodeIndex[] = [owner];
  const found = new Map<string, CycleWay>();
  let looked = 0;
  for (let at = 0; at < queue.length && looked < LOOKED_AT; at++) {
    const source = queue[at] as NodeIndex;
    looked += firstEdge[source + 1] - firstEdge[source];
    ctx.job.checkpoint();
    for (let edge = firstEdge[source]; edge < firstEdge[source + 1]; edge++) {
      const target = edgeTarget[edge];
      if (!heap.isStrong(edge) || !heap.isUnreachable(target)) continue;
      const step = { source, edge, target };
      if (target === owner) {
        if (found.size >= WAYS) continue;
        const way = cycleWay(ctx, [...stepsTo(cameBy, source), step]);
        if (!found.has(way.key)) found.set(way.key, way);
      } else if (!cameBy.has(target) && queue.length < QUEUED) {
        cameBy.set(target, step);
        queue.push(target);
      }
    }
  }
  return [...found.values()];
}

function stepsTo(cameBy: ReadonlyMap<NodeIndex, Step | null>, node: NodeIndex): Step[] {
  const steps: Step[] = [];
  for (let step = cameBy.get(node); step; step = cameBy.get(step.source)) steps.push(step);
  return steps.reverse();
}

/** The steps of a cycle with machinery folded: `Table.filter → Filter._table → Table`. */
export function cycleWay(ctx: CauseContext, steps: readonly Step[]): CycleWay {
  const { heap } = ctx;
  const folder = new CycleFolder(ctx);
  for (const step of steps) folder.take(step);
  const { parts } = folder;
  const first = steps[0]?.source ?? NO_NODE;
  const end = heap.isType(first) ? lastPart(heap.preview(first)) : heap.short(first);
  const last = parts.at(-1) ?? null;
  const key = [...parts.map(partKey), end].join(' → ').replace(/\d+/g, '#');
  return { key, parts, end, cut: cutOf(parts), last };
}

function partKey({ form, holder, name, hasItems, place, inner }: CyclePart): string {
  return `${form} ${holder} ${name} ${hasItems} ${place?.name ?? ''} ${inner}`;
}

/**
 * Of a method the reference that keeps it says more. What a container holds is owned, and the
 * attribute that leads back from it is what should go.
 */
function cutOf(parts: readonly CyclePart[]): CyclePart | null {
  const last = parts.at(-1);
  if (last === undefined) return null;
  if (last.hasItems && last.isMutable) {
    return parts.find((part) => part.form === 'attribute' && !part.hasItems) ?? last;
  }
  if (last.form === 'method' && parts.length > 1) {
    const before = parts.slice(0, -1);
    return before.findLast((part) => part.form === 'attribute') ?? before.at(-1) ?? last;
  }
  return last;
}

class CycleFolder {
  readonly parts: CyclePart[] = [];
  private readonly ctx: CauseContext;
  private readonly heap: HeapReader;
  /** Whose `__dict__`, variables or closure the walk is in. */
  private folded: NodeIndex = NO_NODE;
  /** A frame's own variable that an inner function closes over. */
  private shared: { name: string; of: NodeIndex; place: CodePlace | null } | null = null;
  private isSuspended = false;

  constructor(ctx: CauseContext) {
    this.ctx = ctx;
    this.heap = ctx.heap;
  }

  take({ source, edge, target }: Step): void {
    const { heap } = this;
    const kind = heap.kind(edge);
    const label = heap.label(source, edge);
    const name = demangled(unquoted(label));
    if (kind === EdgeKind.internal && isNamespaceName(label)) {
      this.folded = source;
      return;
    }
    const of = this.folded === NO_NODE ? source : this.folded;
    const bare = heap.bare(of);
    if (this.folded === NO_NODE && this.takeItem(of, bare, kind)) return;
    if (heap.bare(target) === 'cell') {
      this.takeCell(of, bare, name);
      return;
    }
    if (heap.bare(source) === 'cell') {
      this.takeVariable(source, name);
      return;
    }
    if (bare === 'function' && label === '__closure__') {
      this.folded = of;
      return;
    }
    this.takeNamed(of, bare, kind, label, name);
  }

  private takeItem(of: NodeIndex, bare: string, kind: number): boolean {
    const isItem = CONTAINERS.has(bare) || kind === EdgeKind.array || kind === EdgeKind.index;
    if (!isItem) return false;
    const last = this.parts.at(-1);
    if (last === undefined) {
      this.push({ form: 'item', holder: this.heap.short(of), of, hasItems: true });
    } else if (!last.hasItems) {
      last.hasItems = true;
      last.isMutable = !IMMUTABLE.test(bare);
    }
    return true;
  }

  private takeCell(of: NodeIndex, bare: string, name: string): void {
    const isFrames = bare !== 'function' && bare !== 'tuple' && /^[A-Za-z_]/.test(name);
    this.shared = isFrames ? { name, of, place: this.heap.placeOfRunning(of) } : null;
    if (bare === 'function') this.folded = of;
  }

  private takeVariable(cell: NodeIndex, name: string): void {
    const { shared, folded, heap } = this;
    this.folded = NO_NODE;
    this.shared = null;
    if (shared !== null) {
      const { of, place } = shared;
      this.push({ form: 'local', holder: heap.short(of), name: shared.name, of, place });
      return;
    }
    const code =
      folded === NO_NODE ? null : this.ctx.code.ofCode(heap.referent(folded, '__code__'));
    this.push({
      form: 'cell',
      holder: 'function',
      name,
      of: folded === NO_NODE ? cell : folded,
      inner: code?.plain ?? '',
      maker: folded === NO_NODE ? null : this.ctx.code.makerOf(folded),
    });
  }

  private takeNamed(of: NodeIndex, bare: string, kind: number, label: string, name: string): void {
    const { heap } = this;
    const isFolded = this.folded !== NO_NODE;
    this.folded = NO_NODE;
    if (kind === EdgeKind.local || (bare === 'frame' && kind !== EdgeKind.internal)) {
      const place = heap.placeOfRunning(of);
      const isSuspended = this.isSuspended || SUSPENDED.test(bare);
      this.push({ form: 'local', holder: bare, name, of, place, isSuspended });
      this.isSuspended = false;
    } else if (bare === 'method' || bare === 'method-wrapper') {
      this.push({ form: 'method', holder: methodName(heap, of), name, of });
    } else if (kind === EdgeKind.internal && MACHINERY.test(label)) {
      if (RUNS_BY_FRAME.test(label)) this.isSuspended = true;
    } else if (kind === EdgeKind.class) {
      this.push({ form: 'class', holder: heap.short(of), name: '__class__', of });
    } else {
      const holder = heap.isType(of) ? lastPart(heap.preview(of)) : heap.short(of);
      const isAttribute = kind === EdgeKind.attribute || kind === EdgeKind.slot || isFolded;
      this.push({ form: isAttribute ? 'attribute' : 'other', holder, name, of });
    }
  }

  private push(part: Pick<CyclePart, 'form' | 'holder' | 'of'> & Partial<CyclePart>): void {
    this.parts.push({ ...BLANK, ...part });
  }
}

const SUSPENDED = /^(generator|coroutine|async_generator)$/;
const BLANK = {
  name: '',
  hasItems: false,
  isMutable: false,
  place: null,
  inner: '',
  maker: null,
  isSuspended: false,
};

/** "Session.on_finish": a bound method by its function. */
export function methodName(heap: HeapReader, method: NodeIndex): string {
  const own = heap.preview(method);
  if (own !== '') return own;
  const run = heap.referent(method, '__func__');
  return run === NO_NODE ? '' : heap.preview(run);
}
