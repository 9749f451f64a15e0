import { lowerBound } from '../../base/sorted.ts';
import { AddressTable } from '../../heap/address-table.ts';
import type { Outline } from './outline.ts';
import { NONE, Role } from './outline.ts';

/** Steps between two links of a chain: a `__dict__`, a tuple, a cell are none or one. */
const MAX_HOPS = 4;

/** An outline with its children. 4 bytes per object, 12 more once it is asked for addresses. */
export class OutlineTree {
  readonly outline: Outline;
  readonly firstChild: Uint32Array;
  readonly child: Uint32Array;
  private index: AddressTable | null = null;
  private places: Map<number, number> | null = null;

  private readonly ownName: ((at: number) => string) | null;

  /** `ownName` writes any object's name, where the graph is at hand. */
  constructor(outline: Outline, ownName: ((at: number) => string) | null = null) {
    this.outline = outline;
    this.ownName = ownName;
    const { count, parent } = outline;
    const firstChild = new Uint32Array(count + 1);
    for (let at = 0; at < count; at++) if (parent[at] !== NONE) firstChild[parent[at] + 1]++;
    for (let at = 0; at < count; at++) firstChild[at + 1] += firstChild[at];
    const next = firstChild.slice();
    this.child = new Uint32Array(firstChild[count]);
    for (let at = 0; at < count; at++) if (parent[at] !== NONE) this.child[next[parent[at]]++] = at;
    this.firstChild = firstChild;
  }

  weight(at: number): number {
    return at === NONE ? 0 : this.outline.weight[at];
  }

  items(at: number): number {
    return at === NONE ? 0 : this.outline.items[at];
  }

  typeName(at: number): string {
    return this.outline.types[this.outline.type[at]] ?? '?';
  }

  has(at: number, role: number): boolean {
    return (this.outline.role[at] & role) !== 0;
  }

  children(at: number): Uint32Array {
    return at === NONE
      ? NO_CHILDREN
      : this.child.subarray(this.firstChild[at], this.firstChild[at + 1]);
  }

  heaviestChild(at: number): number {
    let best = NONE;
    for (const child of this.children(at)) {
      if (best === NONE || this.outline.weight[child] > this.outline.weight[best]) best = child;
    }
    return best;
  }

  /** The object at the address that another outline's object has; `NONE` where there is none. */
  sameAddress({ addressWords }: Outline, at: number): number {
    this.index ??= AddressTable.over(this.outline.addressWords, this.outline.count);
    return this.index.find(addressWords[2 * at], addressWords[2 * at + 1]);
  }

  nameOf(at: number): string {
    return this.ownName?.(at) ?? this.keptName(at);
  }

  /** The name of a heavy object; of one within a chain that of where the chain begins. */
  keptName(at: number): string {
    const { namedAt, names, parent } = this.outline;
    for (let above = at; above !== NONE; above = parent[above]) {
      const place = lowerBound(namedAt, above);
      if (namedAt[place] === above) return names[place] ?? '';
    }
    return '';
  }

  /** Where an object of the graph is in the outline; `NONE` where it is not. */
  placeOf(node: number): number {
    this.places ??= new Map(Array.from(this.outline.node, (own, at) => [own, at]));
    return this.places.get(node) ?? NONE;
  }

  /** From the root to the object. */
  path(at: number): number[] {
    const path: number[] = [];
    for (let above = at; above !== NONE; above = this.outline.parent[above]) path.push(above);
    return path.reverse();
  }

  /** Objects of a type that hang on an object, itself included. O(those). */
  countOfType(at: number, type: string): number {
    if (at === NONE) return 0;
    const wanted = this.outline.types.indexOf(type);
    let count = 0;
    const open = [at];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (this.outline.type[next] === wanted) count++;
      for (const child of this.children(next)) open.push(child);
    }
    return count;
  }

  /** Links of a chain that begins here: by the heaviest child, the same type by the same steps. */
  chain(at: number): number {
    const { type } = this.outline;
    let links = 1;
    let steps = '';
    for (let link = at; ; links++) {
      const taken: number[] = [];
      let next = link;
      do {
        next = this.heaviestChild(next);
        if (next === NONE) return links;
        taken.push(this.chainStep(next));
      } while (type[next] !== type[at] && taken.length < MAX_HOPS);
      const text = taken.join(' ');
      if (type[next] !== type[at] || (steps !== '' && text !== steps)) return links;
      steps = text;
      link = next;
    }
  }

  /** Keys are data: the same entry again and again makes a chain whatever its key. */
  private chainStep(at: number): number {
    return this.has(at, Role.keyed) ? -1 : this.outline.step[at];
  }
}

const NO_CHILDREN = new Uint32Array(0);
