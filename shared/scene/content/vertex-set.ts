import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { Side } from '../folding/neighbours.ts';
import type { GroupEdit, SceneRequest } from '../model/scene.ts';
import type { Slot } from './equal.ts';
import type { Gathering, Transformed } from './transforms.ts';
import type { DrawnGroup, Group, Vertex } from './vertex.ts';
import { groupId, isGroup } from './vertex.ts';

/** Objects and groups in one drawing; with stubs a scene stays below what dot can lay out. */
export const MAX_VERTICES = 500;

/** The objects and groups of a drawing while it grows, and what the user asked about them. */
export class VertexSet {
  readonly open: Readonly<Record<Side, Set<Vertex>>> = {
    referrers: new Set(),
    referents: new Set(),
  };
  readonly #vertices = new Set<Vertex>();
  readonly #groups = new Map<Vertex, GrowingGroup>();
  readonly #gathered = new Map<string, GrowingGroup>();
  readonly #transformed: Transformed;
  readonly #groupOf = new Map<NodeIndex, Vertex>();
  readonly #hidden: Set<NodeIndex>;
  readonly #collapsed: ReadonlySet<NodeIndex>;
  readonly #edits: ReadonlyMap<string, GroupEdit>;
  readonly #request: SceneRequest;
  /** Pinned objects come last, so that they change no layout; room is kept for them. */
  #kept: number;
  #isFull = false;

  constructor(request: SceneRequest, transformed: Transformed) {
    this.#transformed = transformed;
    const focus = new Set(request.focus);
    this.#request = request;
    this.#kept = request.pinned.length;
    this.#hidden = new Set(request.hidden.filter((node) => !focus.has(node)));
    this.#collapsed = new Set(request.collapsed);
    this.#edits = new Map(request.groups.map((edit) => [edit.id, edit]));
  }

  isHidden(node: NodeIndex): boolean {
    return this.#hidden.has(node) || this.#transformed.isDropped(node);
  }

  /** Whether an object is drawn in this box. */
  isIn(node: NodeIndex, vertex: Vertex): boolean {
    return this.#groupOf.get(node) === vertex;
  }

  /** Whether a box has members whose neighbours on one side nobody has looked at. */
  hasUnseen(vertex: Vertex, side: Side): boolean {
    const group = this.#groups.get(vertex);
    return group !== undefined && group.seen[side] < group.members.length;
  }

  /** The object, or the members of a box whose neighbours on one side nobody has looked at. */
  takeUnseen(vertex: Vertex, side: Side): readonly NodeIndex[] {
    const group = this.#groups.get(vertex);
    if (group === undefined) return [vertex];
    const unseen = group.members.slice(group.seen[side]);
    group.seen[side] = group.members.length;
    return unseen;
  }

  isCollapsed(vertex: Vertex): boolean {
    return isGroup(vertex) ? this.#editOf(vertex)?.collapsed === true : this.#collapsed.has(vertex);
  }

  idOf(vertex: Vertex): string {
    return this.#groups.get(vertex)?.id ?? `n${vertex}`;
  }

  membersOf(vertex: Vertex): readonly NodeIndex[] {
    return this.#groups.get(vertex)?.members ?? [vertex];
  }

  /** Neighbours that were asked for on one side of what is drawn; null where nothing was said. */
  askedFor(vertex: Vertex, side: Side): number | null {
    if (!isGroup(vertex)) {
      const isSide = this.#request.expanded.find(
        ({ node, direction }) => node === vertex && direction === side,
      );
      return isSide?.count ?? null;
    }
    const count = this.#editOf(vertex)?.[side] ?? 0;
    return count === 0 ? null : count;
  }

  /** All sides of drawn objects and groups for which neighbours were asked for. */
  expansions(): readonly { vertex: Vertex; side: Side; count: number }[] {
    const asked = this.#request.expanded.flatMap(({ node, direction, count }) =>
      this.#vertices.has(node) ? [{ vertex: node, side: direction, count }] : [],
    );
    for (const vertex of this.#groups.keys()) {
      for (const side of SIDES) {
        const count = this.askedFor(vertex, side);
        if (count !== null) asked.push({ vertex, side, count });
      }
    }
    return asked;
  }

  /** Draws an object by itself; null where it is hidden or there is no room. */
  drawObject(node: NodeIndex): Vertex | null {
    if (this.#vertices.has(node)) return node;
    const gathering = this.#transformed.gatheringOf(node);
    return gathering === null ? this.#drawSingly(node) : this.#gather(gathering, [node]);
  }

  #drawSingly(node: NodeIndex): Vertex | null {
    if (this.#vertices.has(node)) return node;
    if (this.isHidden(node) || !this.#hasRoom()) return null;
    this.#vertices.add(node);
    return node;
  }

  /** Draws objects in the box for all that are gathered like them; null where that is hidden. */
  #gather(gathering: Gathering, nodes: readonly NodeIndex[]): Vertex | null {
    const { key } = gathering;
    const known = this.#gathered.get(key);
    const id = groupId('', 'focus', key);
    const edit = this.#edits.get(id);
    const found = gathering.members ?? nodes;
    if (edit?.hidden === true) {
      for (const node of found) this.#hide(node);
      return null;
    }
    if (known === undefined && !this.#hasRoom()) return null;
    const group = known ?? this.#addGroup(id, gathering);
    this.#gathered.set(key, group);
    for (const node of found) {
      if (this.#groupOf.has(node)) continue;
      this.#groupOf.set(node, group.vertex);
      group.members.push(node);
      if (group.members.length <= (edit?.spread ?? 0)) this.#drawSingly(node);
    }
    return group.vertex;
  }

  #addGroup(id: string, gathering: Gathering | null): GrowingGroup {
    const vertex = -1 - this.#groups.size;
    const seen = { referrers: 0, referents: 0 };
    const group: GrowingGroup = { vertex, id, members: [], gathering, seen };
    this.#groups.set(vertex, group);
    this.#vertices.add(vertex);
    return group;
  }

  /** Draws what is in the slots, and returns who stands for it. */
  drawSlots(slots: readonly Slot[], side: Side | 'focus', of: string): readonly Vertex[] {
    const drawn = new Set<Vertex>();
    const add = (vertex: Vertex | null): void => {
      if (vertex !== null) drawn.add(vertex);
    };
    for (const slot of slots) {
      if (slot.gathering !== null) {
        add(this.#gather(slot.gathering, slot.nodes));
        continue;
      }
      const own = slot.nodes.filter((node) => !this.#groupOf.has(node));
      // Members of a group found earlier stay there: nothing is drawn twice.
      for (const node of slot.nodes) if (this.#groupOf.has(node)) add(this.#standIn(node));
      if (own.length < 2 || slot.likeness === '') {
        for (const node of own) add(this.drawObject(node));
        continue;
      }
      const id = groupId(of, side, slot.likeness);
      const edit = this.#edits.get(id);
      if (edit?.hidden === true) for (const node of own) this.#hide(node);
      else if (this.#hasRoom()) {
        const group = this.#addGroup(id, null);
        group.members.push(...own);
        for (const node of own) this.#groupOf.set(node, group.vertex);
        add(group.vertex);
        for (const node of own.slice(0, edit?.spread ?? 0)) add(this.drawObject(node));
      }
    }
    return [...drawn];
  }

  /** Draws what is pinned, wherever it was found or not. */
  drawPinned(): void {
    this.#kept = 0;
    for (const { node } of this.#request.pinned) this.drawObject(node);
  }

  /** The drawing when nothing more is added: groups stand for what is not drawn beside them. */
  settle(): Grown {
    const groups = new Map<Vertex, DrawnGroup>();
    for (const { seen: _, ...group } of this.#groups.values()) {
      const rest = group.members.filter((node) => !this.#vertices.has(node));
      if (rest.length > 1) {
        groups.set(group.vertex, { ...group, rest });
        continue;
      }
      this.#vertices.delete(group.vertex);
      for (const node of rest) {
        this.#vertices.add(node);
        for (const side of SIDES) if (this.open[side].has(group.vertex)) this.open[side].add(node);
      }
    }
    return {
      vertices: this.#vertices,
      groups,
      vertexOf: (node) => {
        if (this.#vertices.has(node)) return node;
        const group = this.#groupOf.get(node);
        return group !== undefined && groups.has(group) ? group : undefined;
      },
      isHidden: (node) => this.isHidden(node),
      open: this.open,
      isFull: this.#isFull,
    };
  }

  #standIn(node: NodeIndex): Vertex | null {
    return this.#vertices.has(node) ? node : (this.#groupOf.get(node) ?? null);
  }

  #editOf(vertex: Vertex): GroupEdit | undefined {
    return this.#edits.get(this.idOf(vertex));
  }

  #hide(node: NodeIndex): void {
    if (!this.#vertices.has(node)) this.#hidden.add(node);
  }

  #hasRoom(): boolean {
    if (this.#vertices.size + this.#kept < MAX_VERTICES) return true;
    this.#isFull = true;
    return false;
  }
}

/** A box while members of it are still found. */
interface GrowingGroup extends Group {
  readonly members: NodeIndex[];
  /** How many of them have been asked for their neighbours. */
  readonly seen: Record<Side, number>;
}

const SIDES: readonly Side[] = ['referrers', 'referents'];

export interface Grown {
  /** Drawn objects and groups in the order they were found. */
  readonly vertices: ReadonlySet<Vertex>;
  readonly groups: ReadonlyMap<Vertex, DrawnGroup>;
  /** Who stands for an object in the drawing: itself, its group, or nobody. */
  readonly vertexOf: (node: NodeIndex) => Vertex | undefined;
  readonly isHidden: (node: NodeIndex) => boolean;
  /** Sides whose neighbours were asked for: what is missing there gets a stub. */
  readonly open: Readonly<Record<Side, ReadonlySet<Vertex>>>;
  /** More was asked for than one drawing holds. */
  readonly isFull: boolean;
}
