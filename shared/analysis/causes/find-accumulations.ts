import { EdgeKind } from '../../heap/edge-kind.ts';
import type { NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { objectDetails } from '../../heap/object-details.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { Accumulation, AccumulationGroup } from './accumulation.ts';
import type { AccumulationShape } from './cause.ts';
import type { CauseContext } from './cause-context.ts';
import { chargedTo, isAttributes } from './cause-context.ts';
import { followChain } from './follow-chain.ts';
import { siblingAccumulations } from './sibling-accumulations.ts';
import { CARRIES_DATA, CODE_TYPES, CONTAINERS, compareNames, TOLD_BY_NAME } from './type-sets.ts';

const STRUCTURE = NodeFlag.isModule | NodeFlag.isModuleNamespace | NodeFlag.isType;
/** Places of the tree that are looked at: more than any dump has that is large enough. */
const PLACES = 20_000;
/** A part with so much of what all have is told by itself. */
const MOST_OF_PARTS = 0.8;
/** Four alike children that are large each belong together. */
const ALIKE = 4;

/**
 * Where the memory that is held has accumulated, from every top of the owner tree with at least
 * `least` bytes charged to it.
 *
 * Go to the heaviest child while it has at least half of what the start had; whatever is large
 * beside the way is explored by itself. At the end of the way a container of many is an
 * accumulation, a structure (module, class, instance, frame) is looked into. Where the way was long
 * and no step of it shed much, the bytes hang on a chain.
 *
 * O(objects on the ways and their children), at worst all objects.
 */
export function findAccumulations(
  ctx: CauseContext,
  isTaken: (node: NodeIndex) => boolean,
  least: number,
): readonly Accumulation[] {
  const tops = ctx.owners
    .childrenOf(NO_NODE)
    .filter((node) => !ctx.heap.isUnreachable(node) && !isTaken(node));
  const { accumulations, taken } = siblingAccumulations(ctx, tops, least);
  const finder = new AccumulationFinder(ctx, least);
  finder.found.push(...accumulations);
  finder.explore(tops.filter((node) => !taken.has(node) && ctx.owners.charged[node] >= least));
  return finder.found;
}

class AccumulationFinder {
  readonly found: Accumulation[] = [];
  private readonly pending: NodeIndex[] = [];
  private readonly ctx: CauseContext;
  private readonly least: number;

  constructor(ctx: CauseContext, least: number) {
    this.ctx = ctx;
    this.least = least;
  }

  explore(starts: Iterable<NodeIndex>): void {
    this.pending.push(...starts);
    for (let looked = 0; looked < PLACES; looked++) {
      const start = this.pending.pop();
      if (start === undefined) return;
      this.exploreFrom(start);
    }
  }

  private exploreFrom(start: NodeIndex): void {
    const { ctx } = this;
    const path = this.heavyPath(start);
    const chain = followChain(ctx, path);
    if (chain !== null) {
      const { head, nodes, groups } = chain;
      const holder = nodes[0] ?? start;
      this.add('chain', holder, [holder], groups, nodes);
      this.leaveBeside(path.slice(0, head + 1));
      return;
    }
    this.leaveBeside(path);
    this.split(path.at(-1) ?? start);
  }

  /** Down along the heaviest child to where less than half of the start is left. */
  private heavyPath(start: NodeIndex): NodeIndex[] {
    const { owners, job } = this.ctx;
    const { charged } = owners;
    const path = [start];
    for (let node = start; ; path.push(node)) {
      if ((path.length & PACE_MASK) === 0) job.checkpoint();
      if (this.isData(node) || owners.own[node] >= 0.5 * charged[node]) return path;
      const heaviest = owners.heaviestOf(node);
      if (heaviest === NO_NODE || charged[heaviest] < charged[start] / 2) return path;
      node = heaviest;
    }
  }

  /** What is large beside a way is looked at by itself. */
  private leaveBeside(path: readonly NodeIndex[]): void {
    const { owners } = this.ctx;
    const { charged } = owners;
    for (let at = 0; at + 1 < path.length; at++) {
      const large = owners
        .unsortedChildrenOf(path[at] as NodeIndex)
        .filter((child) => charged[child] >= this.least && child !== path[at + 1]);
      this.pending.push(...large.sort((a, b) => charged[b] - charged[a] || a - b));
    }
  }

  private split(node: NodeIndex): void {
    const { heap, owners } = this.ctx;
    const bytes = owners.charged[node];
    if (this.isData(node) || owners.own[node] >= 0.5 * bytes) {
      const group = { type: heap.graph.type[node], count: 1, bytes, example: node };
      this.add('one', node, [node], [group]);
      return;
    }
    const children = owners.childrenOf(node);
    const groups = this.groupsOf(children);
    // A dict of a few is a record, not a place where things pile up.
    const few = /dict/i.test(heap.bare(node)) ? 4 : 2;
    const [first] = groups;
    if (first === undefined) return;
    // What its items have in common is no item's.
    const ofItems = bytes - (owners.common.get(node) ?? 0);
    const isMany = children.length > few || this.isDivided(children, first);
    if (this.isContainer(node) && isMany && first.bytes >= 0.4 * ofItems) {
      this.add('accumulation', node, [node], groups);
      return;
    }
    this.splitStructure(node, children, groups);
  }

  /** Whether the few items of a container are containers of one kind of thing, and none has most of it. */
  private isDivided(children: Uint32Array, { type, count, bytes }: AccumulationGroup): boolean {
    const { heap, owners } = this.ctx;
    const bare = heap.bareText[type] ?? '';
    // Dicts are records: what they have in common is their keys.
    if (count < 2 || !CONTAINERS.has(bare) || /dict/i.test(bare)) return false;
    const parts = children.filter((child) => heap.graph.type[child] === type);
    const kinds = parts.map((part) => {
      const heaviest = owners.heaviestOf(part);
      return heaviest === NO_NODE ? NO_NODE : heap.graph.type[heaviest];
    });
    const [kind = NO_NODE] = kinds;
    const isOneKind = kind !== NO_NODE && kinds.every((own) => own === kind);
    const isNamed = isOneKind && heap.isUserType[kind] === 1;
    return isNamed && owners.charged[parts[0] ?? 0] < MOST_OF_PARTS * bytes;
  }

  /**
   * Large children one by one, unless four or more of a class belong together; small ones by type.
   */
  private splitStructure(
    node: NodeIndex,
    children: Uint32Array,
    groups: readonly AccumulationGroup[],
  ): void {
    const { heap, owners } = this.ctx;
    const { charged } = owners;
    const large = children.subarray(0, this.countLarge(children));
    const told = this.alikeAmong(node, children, large);
    for (const child of large) if (!told.has(child)) this.pending.push(child);
    const bare = heap.bare(node);
    if (bare === 'function' || bare === 'code') return;
    const isStructure = heap.has(node, STRUCTURE);
    const isSmall = (child: NodeIndex): boolean => charged[child] < this.least && !told.has(child);
    for (const { type } of groups) {
      if (isStructure && CODE_TYPES.has(heap.bareText[type] ?? '')) continue;
      const small = children.filter((child) => heap.graph.type[child] === type && isSmall(child));
      this.addGroup(node, type, small, 3);
    }
  }

  private countLarge(children: Uint32Array): number {
    const { charged } = this.ctx.owners;
    let large = 0;
    while (large < children.length && charged[children[large]] >= this.least) large++;
    return large;
  }

  private alikeAmong(
    node: NodeIndex,
    children: Uint32Array,
    large: Uint32Array,
  ): ReadonlySet<NodeIndex> {
    const { heap, owners } = this.ctx;
    const { type } = heap.graph;
    const counts = new Map<TypeIndex, number>();
    for (const child of large) counts.set(type[child], (counts.get(type[child]) ?? 0) + 1);
    const told = new Set<NodeIndex>();
    for (const [own, count] of counts) {
      if (count < ALIKE || heap.scores[own] < 1) continue;
      const same = children.filter((child) => type[child] === own);
      const bytes = same.reduce((sum, child) => sum + owners.charged[child], 0);
      if (owners.charged[same[0] ?? 0] > bytes / 2) continue;
      for (const child of same) told.add(child);
      this.addGroup(node, own, same, ALIKE);
    }
    return told;
  }

  private addGroup(holder: NodeIndex, type: TypeIndex, nodes: Uint32Array, fewest: number): void {
    const { charged } = this.ctx.owners;
    const bytes = nodes.reduce((sum, node) => sum + charged[node], 0);
    if (nodes.length < fewest || bytes < this.least) return;
    const group = { type, count: nodes.length, bytes, example: nodes[0] ?? holder };
    this.add('accumulation', holder, nodes, [group]);
  }

  /** `of`: tops of the owner tree that are in it. */
  private add(
    shape: AccumulationShape,
    holder: NodeIndex,
    of: ArrayLike<NodeIndex>,
    groups: readonly AccumulationGroup[],
    nodes: readonly NodeIndex[] = [],
  ): void {
    this.found.push({ shape, holder, ...chargedTo(this.ctx, of), groups, nodes });
  }

  private groupsOf(children: Uint32Array): readonly AccumulationGroup[] {
    const { heap, owners, job } = this.ctx;
    const { type } = heap.graph;
    const byType = new Map<
      TypeIndex,
      { type: TypeIndex; count: number; bytes: number; example: NodeIndex }
    >();
    children.forEach((child, at) => {
      if ((at & PACE_MASK) === 0) job.checkpoint();
      const known = byType.get(type[child]);
      if (known === undefined) {
        byType.set(type[child], {
          type: type[child],
          count: 1,
          bytes: owners.charged[child],
          example: child,
        });
      } else {
        known.count++;
        known.bytes += owners.charged[child];
      }
    });
    const groups = [...byType.values()].sort(
      (a, b) =>
        b.bytes - a.bytes || compareNames(heap.typeText[a.type] ?? '', heap.typeText[b.type] ?? ''),
    );
    // Which of equals is the largest is a matter of addresses: what is told by name goes by name.
    for (const group of groups.slice(0, 2)) {
      if (TOLD_BY_NAME.test(heap.bareText[group.type] ?? '')) this.renameExample(group, children);
    }
    return groups;
  }

  private renameExample(
    group: { readonly type: TypeIndex; example: NodeIndex },
    children: Uint32Array,
  ): void {
    const { heap, owners } = this.ctx;
    const { charged } = owners;
    const enough = charged[group.example] / 2;
    for (const child of children) {
      if (heap.graph.type[child] !== group.type || charged[child] < enough) continue;
      if (compareNames(heap.preview(child), heap.preview(group.example)) < 0) group.example = child;
    }
  }

  private isData(node: NodeIndex): boolean {
    const { heap } = this.ctx;
    if (CARRIES_DATA.test(heap.type(node))) return true;
    const details = objectDetails(heap.graph, node);
    return details !== null && (details.shape !== null || details.dataBytes !== null);
  }

  /** A built-in container that is nobody's attributes, or what mostly has items. */
  private isContainer(node: NodeIndex): boolean {
    const { ctx } = this;
    const { heap } = ctx;
    if (CONTAINERS.has(heap.bare(node))) return !heap.isNamespace(node) && !isAttributes(ctx, node);
    const { firstEdge } = heap.graph;
    const first = firstEdge[node];
    const end = Math.min(firstEdge[node + 1], first + 64);
    let items = 0;
    for (let edge = first; edge < end; edge++) if (ITEMS.has(heap.kind(edge))) items++;
    return items >= 16 && items > 3 * (end - first - items);
  }
}

const ITEMS: ReadonlySet<number> = new Set([
  EdgeKind.value,
  EdgeKind.key,
  EdgeKind.index,
  EdgeKind.element,
  EdgeKind.array,
]);
