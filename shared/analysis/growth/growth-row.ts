/** What grew, as one row tells it. */
export interface GrowthRow {
  readonly kind: /** A container has more items. */
    | 'items'
    /** Many items of a container grew. */
    | 'spread'
    /** A chain of objects, each held by the one before, has more links. */
    | 'chain'
    /** A tree of instances of one class. */
    | 'tree'
    /** One value became larger. */
    | 'value'
    /** An object, class or module has more names. */
    | 'attributes'
    /** Of a structure, what none of its parts tells. */
    | 'rest'
    | 'garbage'
    | 'outside'
    /** Modules newly imported. */
    | 'imports'
    /** It is there no more. */
    | 'gone';
  /** The holder, as code; for groups the types. */
  name: string;
  /** In the later outline, in the earlier; −1 for none. */
  readonly later: number;
  readonly earlier: number;
  /** Items, links, names, objects: before and after; null where it has none. */
  items: readonly [number, number] | null;
  /** Bytes that hang on it, before and after. */
  bytes: readonly [number, number];
  /** By so many bytes it grew, as far as no other row tells. */
  delta: number;
  /** The holder's type; '' for groups. */
  readonly type: string;
  pattern: GrowthPattern | null;
  /** Containers that hold the new items too. */
  alsoIn: string[];
  /** Threads in which the same variable grew. */
  threads: number;
  /** Index in the later graph of a group's heaviest; −1 for none. */
  readonly example: number;
  readonly link: RowLink | null;
  /** Items that came, the heaviest first; in the later outline. */
  readonly came: readonly number[];
}

/** Where most of the items that grew did: `[…].history`, and what of it came. */
export interface GrowthPattern {
  text: string;
  /** Items that grew. */
  count: number;
  items: readonly [number, number];
  /** Objects of the holder's own type, where all that grew are; before and after. */
  nodes: readonly [number, number] | null;
}

/** A container or tree that was looked through. */
export interface Via {
  readonly later: number;
  readonly earlier: number;
  readonly gained: number;
  /** Growth in it that was too little to be told. */
  loose: number;
  readonly link: RowLink | null;
  readonly depth: number;
}

/** Which item of a container a row lies below; and further out. */
export interface RowLink {
  readonly via: Via;
  readonly item: number;
  readonly outer: RowLink | null;
}

/** Two objects that are the same one in two dumps; `NONE` on either side for none. */
export interface Pair {
  readonly later: number;
  readonly earlier: number;
  readonly delta: number;
}
