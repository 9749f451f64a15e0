import type { Job } from '../../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { Components } from '../components/components.ts';
import type { CutEdges } from '../components/cuts.ts';
import type { TypeRoleByte } from '../graph/builtin-types.ts';
import { TypeRole } from '../graph/builtin-types.ts';
import { PACE_EDGES, PACE_MASK } from '../graph/pace.ts';
import type { StepLabels } from '../graph/step-labels.ts';
import { storedLabel } from '../graph/step-labels.ts';
import { FoldingRule } from './folding-rule.ts';

/** Links of one object that are looked through one by one. */
const MANY_LINKS = 32;
/** Times that more than these are, before they are indexed. */
const LONG_SEARCHES = 8;
/** Links or members between two looks at the job, less one, where each is a moment's work. */
const CHECK_LINKS = 0x3ffff;

/** Position of an object among the members of the loaded component. */
export type MemberIndex = number;
/** Index of a folded reference of the loaded component. */
export type LinkIndex = number;
export const NO_LINK: LinkIndex = 0xffffffff;

/**
 * One component at a time as people read it: an instance refers to its attributes' values and a
 * function to the values of its free variables, without the dict, the closure tuple and the cells
 * in between.
 *
 * A member is folded away when it is such an internal and only one reference of the component leads
 * to it; so each one belongs to a single owner, the links form no more paths than there are
 * references, and no cycle consists of internals alone. Parallel links with the same label are one.
 *
 * The arrays are reused from one component to the next, since most have a handful of members.
 * 21 bytes per member and 24 per reference of the largest component, and 4 per object of the graph.
 */
export class FoldedComponent {
  memberCount = 0;
  linkCount = 0;
  /** Links leaving member m: firstOut[m] … firstOut[m + 1] − 1. */
  firstOut = new Uint32Array(0);
  linkSource = new Uint32Array(0);
  linkTarget = new Uint32Array(0);
  /** The last reference of each link, which names its target. */
  linkEdge = new Uint32Array(0);
  /** The member that holds that reference: the link's source, or an internal of it. */
  linkHolder = new Uint32Array(0);
  /** Number of the link's step, see `StepLabels`. */
  linkToken = new Uint32Array(0);
  /** Links entering member m: inLink[firstIn[m]] … inLink[firstIn[m + 1] − 1]. */
  firstIn = new Uint32Array(0);
  inLink = new Uint32Array(0);

  /** Per member with many links that was asked about, its links by their references. */
  private readonly manyLinks = new Map<MemberIndex, ReadonlyMap<EdgeIndex, LinkIndex>>();
  private longSearches = 0;
  private base = 0;
  private loaded = -1;
  private readonly graph: HeapGraph;
  private readonly components: Components;
  private readonly cuts: CutEdges;
  private readonly labels: StepLabels;
  private readonly rule: FoldingRule;
  /** Of members of the loaded component; memory that is not touched costs nothing. */
  private readonly positionOf: Uint32Array;
  private isInternal = new Uint8Array(0);
  /** Of an internal, the reference that leads to it, and the member that holds it. */
  private entryEdge = new Uint32Array(0);
  private entryHolder = new Uint32Array(0);
  private entries = new Uint32Array(0);

  constructor(graph: HeapGraph, components: Components, cuts: CutEdges, labels: StepLabels) {
    this.graph = graph;
    this.components = components;
    this.cuts = cuts;
    this.labels = labels;
    this.rule = new FoldingRule(graph);
    this.positionOf = new Uint32Array(graph.nodeCount);
  }

  /** The object at a member's position. */
  nodeOf(member: MemberIndex): number {
    return this.components.member[this.base + member];
  }

  /** The position of an object of the loaded component. */
  memberOf(node: NodeIndex): MemberIndex {
    return this.positionOf[node];
  }

  /** Whether the member is an internal of what refers to it. */
  isFolded(member: MemberIndex): boolean {
    return this.isInternal[member] === 1;
  }

  /** The link that a reference names, or `NO_LINK`. O(1) but for the first few of an object's many. */
  linkBy(source: MemberIndex, edge: EdgeIndex): LinkIndex {
    const isMany = this.firstOut[source + 1] - this.firstOut[source] > MANY_LINKS;
    if (isMany && this.longSearches++ >= LONG_SEARCHES) {
      return this.linksOfMany(source).get(edge) ?? NO_LINK;
    }
    for (let link = this.firstOut[source]; link < this.firstOut[source + 1]; link++) {
      if (this.linkEdge[link] === edge) return link;
    }
    return NO_LINK;
  }

  private linksOfMany(source: MemberIndex): ReadonlyMap<EdgeIndex, LinkIndex> {
    const known = this.manyLinks.get(source);
    if (known !== undefined) return known;
    const links = new Map<EdgeIndex, LinkIndex>();
    for (let link = this.firstOut[source]; link < this.firstOut[source + 1]; link++) {
      links.set(this.linkEdge[link], link);
    }
    this.manyLinks.set(source, links);
    return links;
  }

  roleOf(member: MemberIndex): TypeRoleByte {
    return this.rule.roleOf(this.nodeOf(member));
  }

  /** Whether the link's last reference is an entry of its source's `__dict__`. */
  isEntryLink(link: LinkIndex): boolean {
    const holder = this.linkHolder[link];
    return holder !== this.linkSource[link] && this.roleOf(holder) === TypeRole.dict;
  }

  /** The reference that leads to an internal member. */
  entryEdgeOf(internal: MemberIndex): EdgeIndex {
    return this.entryEdge[internal];
  }

  /** The member that holds the reference to an internal member. */
  entryHolderOf(internal: MemberIndex): MemberIndex {
    return this.entryHolder[internal];
  }

  /** Makes `component` the loaded one. O(members + their references). */
  load(component: number, job: Job): void {
    if (component === this.loaded) return;
    // Nothing is, if this one is not completed.
    this.loaded = -1;
    if (this.manyLinks.size > 0) this.manyLinks.clear();
    this.longSearches = 0;
    const { firstMember } = this.components;
    this.base = firstMember[component];
    this.memberCount = firstMember[component + 1] - this.base;
    this.reserveMembers(this.memberCount);
    this.reserveLinks(this.findEntries(component, job));
    this.findInternals(job);
    this.linkOut(component, job);
    this.linkIn(job);
    this.loaded = component;
  }

  /** Counts the references that enter each member, and keeps the last one. */
  private findEntries(component: number, job: Job): number {
    const { firstEdge, edgeTarget } = this.graph;
    const { component: componentOf, member: members } = this.components;
    const { blocked } = this.cuts;
    const { base, memberCount, positionOf, entries, entryEdge, entryHolder } = this;
    for (let member = 0; member < memberCount; member++) {
      if ((member & PACE_MASK) === PACE_MASK) job.checkpoint();
      positionOf[members[base + member]] = member;
      entries[member] = 0;
    }
    let references = 0;
    for (let member = 0; member < memberCount; member++) {
      if ((member & PACE_MASK) === PACE_MASK) job.checkpoint();
      const node = members[base + member];
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        if ((edge & (PACE_EDGES - 1)) === 0) job.checkpoint();
        const target = edgeTarget[edge];
        if (componentOf[target] !== component) continue;
        if ((blocked[edge >>> 5] & (1 << (edge & 31))) !== 0) continue;
        const position = positionOf[target];
        entries[position]++;
        entryEdge[position] = edge;
        entryHolder[position] = member;
        references++;
      }
    }
    return references;
  }

  /** Finds the members that are folded away: what one reference leads to, as the rule has it. */
  private findInternals(job: Job): void {
    const { memberCount, isInternal, entries, entryEdge, entryHolder, rule } = this;
    for (let member = 0; member < memberCount; member++) {
      if ((member & PACE_MASK) === PACE_MASK) job.checkpoint();
      const isOne =
        entries[member] === 1 && rule.canFold(this.nodeOf(entryHolder[member]), entryEdge[member]);
      isInternal[member] = isOne ? 1 : 0;
    }
  }

  private linkOut(component: number, job: Job): void {
    const { firstEdge, edgeTarget } = this.graph;
    const { component: componentOf, member: members } = this.components;
    const { blocked } = this.cuts;
    const { base, memberCount, positionOf, isInternal, firstOut } = this;
    const { linkSource, linkTarget, linkEdge, linkHolder, linkToken } = this;
    // Until the links are complete, per target the last link to it, to recognise parallel ones.
    const lastLink = this.firstIn;
    for (let member = 0; member < memberCount; member++) {
      if ((member & CHECK_LINKS) === CHECK_LINKS) job.checkpoint();
      lastLink[member] = NO_LINK;
    }
    const pending = this.entries;
    let links = 0;
    for (let source = 0; source < memberCount; source++) {
      if ((source & PACE_MASK) === PACE_MASK) job.checkpoint();
      firstOut[source] = links;
      if (isInternal[source] === 1) continue;
      let depth = 0;
      let holder = source;
      for (;;) {
        const from = members[base + holder];
        for (let edge = firstEdge[from], end = firstEdge[from + 1]; edge < end; edge++) {
          // Registries of a hundred thousand stand in a row.
          if ((edge & (PACE_EDGES - 1)) === 0) job.checkpoint();
          const node = edgeTarget[edge];
          if (componentOf[node] !== component) continue;
          if ((blocked[edge >>> 5] & (1 << (edge & 31))) !== 0) continue;
          const target = positionOf[node];
          if (isInternal[target] === 1) {
            pending[depth++] = target;
            continue;
          }
          linkSource[links] = source;
          linkTarget[links] = target;
          linkEdge[links] = edge;
          linkHolder[links] = holder;
          const token = this.tokenOf(source, holder, edge);
          const last = lastLink[target];
          if (last < links && linkSource[last] === source && linkToken[last] === token) continue;
          linkToken[links] = token;
          lastLink[target] = links++;
        }
        if (depth === 0) break;
        holder = pending[--depth];
      }
    }
    firstOut[memberCount] = links;
    this.linkCount = links;
  }

  private tokenOf(source: MemberIndex, lastHolder: MemberIndex, lastEdge: EdgeIndex): number {
    const isFolded = lastHolder !== source;
    const name = isFolded ? this.namedBy(source, lastHolder, lastEdge) : null;
    const edge = name === null ? lastEdge : name.edge;
    const holder = name === null ? lastHolder : name.holder;
    const stored = storedLabel(this.graph, this.nodeOf(holder), edge);
    const isEntry = isFolded && this.roleOf(lastHolder) === TypeRole.dict;
    const { edgeKind, type } = this.graph;
    return this.labels.stepToken(type[this.nodeOf(source)], edgeKind[edge], stored, isEntry);
  }

  /**
   * The reference that names a link: its last one, or for a free variable the one that carries the
   * variable's name, which may be the reference to the cell or that to its content.
   */
  labelledBy(link: LinkIndex): { readonly edge: EdgeIndex; readonly holder: MemberIndex } {
    return this.namedBy(this.linkSource[link], this.linkHolder[link], this.linkEdge[link]);
  }

  private namedBy(
    source: MemberIndex,
    lastHolder: MemberIndex,
    lastEdge: EdgeIndex,
  ): { readonly edge: EdgeIndex; readonly holder: MemberIndex } {
    let edge = lastEdge;
    let holder = lastHolder;
    const last = { edge, holder };
    if (holder === source || this.roleOf(holder) !== TypeRole.cell) return last;
    for (;;) {
      const isNamedCell =
        (this.graph.edgeKind[edge] & EDGE_KIND_MASK) === EdgeKind.cell &&
        storedLabel(this.graph, this.nodeOf(holder), edge) !== NO_STRING;
      if (isNamedCell) return { edge, holder };
      if (holder === source) return last;
      edge = this.entryEdge[holder];
      holder = this.entryHolder[holder];
    }
  }

  /**
   * Calls `found` with every reference behind the links of a source, parallel ones too: a link
   * keeps one of those with the same label, and is gone only without them all.
   * O(references of the source and of its internals).
   */
  forEachReference(
    source: MemberIndex,
    found: (edge: EdgeIndex, target: MemberIndex, token: number) => void,
  ): void {
    const { firstEdge, edgeTarget } = this.graph;
    const { component: componentOf } = this.components;
    const { blocked } = this.cuts;
    const component = componentOf[this.nodeOf(source)];
    const pending = [source];
    for (let holder = pending.pop(); holder !== undefined; holder = pending.pop()) {
      const node = this.nodeOf(holder);
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        if (componentOf[edgeTarget[edge]] !== component) continue;
        if ((blocked[edge >>> 5] & (1 << (edge & 31))) !== 0) continue;
        const target = this.positionOf[edgeTarget[edge]];
        if (this.isInternal[target] === 1) pending.push(target);
        else found(edge, target, this.tokenOf(source, holder, edge));
      }
    }
  }

  private linkIn(job: Job): void {
    const { memberCount, linkCount, linkTarget, inLink, firstIn: first, entries: next } = this;
    for (let member = 0; member <= memberCount; member++) {
      if ((member & CHECK_LINKS) === CHECK_LINKS) job.checkpoint();
      first[member] = 0;
    }
    for (let link = 0; link < linkCount; link++) {
      if ((link & CHECK_LINKS) === CHECK_LINKS) job.checkpoint();
      first[linkTarget[link] + 1]++;
    }
    for (let member = 0; member < memberCount; member++) {
      if ((member & CHECK_LINKS) === CHECK_LINKS) job.checkpoint();
      first[member + 1] += first[member];
      next[member] = first[member];
    }
    for (let link = 0; link < linkCount; link++) {
      if ((link & CHECK_LINKS) === CHECK_LINKS) job.checkpoint();
      inLink[next[linkTarget[link]]++] = link;
    }
  }

  private reserveMembers(count: number): void {
    if (this.isInternal.length >= count) return;
    const capacity = Math.max(64, Math.ceil(count * 1.5));
    this.isInternal = new Uint8Array(capacity);
    this.entryEdge = new Uint32Array(capacity);
    this.entryHolder = new Uint32Array(capacity);
    this.entries = new Uint32Array(capacity);
    this.firstOut = new Uint32Array(capacity + 1);
    this.firstIn = new Uint32Array(capacity + 1);
  }

  private reserveLinks(count: number): void {
    if (this.linkEdge.length >= count + 1) return;
    const capacity = Math.max(64, Math.ceil(count * 1.5)) + 1;
    this.linkSource = new Uint32Array(capacity);
    this.linkTarget = new Uint32Array(capacity);
    this.linkEdge = new Uint32Array(capacity);
    this.linkHolder = new Uint32Array(capacity);
    this.linkToken = new Uint32Array(capacity);
    this.inLink = new Uint32Array(capacity);
  }
}
