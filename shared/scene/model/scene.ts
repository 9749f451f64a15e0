import type { NodeIndex } from '../../heap/heap-graph.ts';

/** What a verdict column says of an object; see the glossary for the sentences. */
export type SceneVerdict = 'garbage' | 'never' | 'held' | 'unknown';

/** What a node stands for; told apart by shape as well as by colour. */
export type SceneNodeRole =
  | 'instance'
  | 'container'
  | 'value'
  | 'function'
  | 'type'
  | 'module'
  | 'frame'
  /** "+ 15 more referrers": not an object; activating it expands the next page. */
  | 'stub';

/** Which neighbours of an object a drawing follows. */
export type Direction = 'referrers' | 'referents' | 'both';

export interface SceneNode {
  /** Stable from one scene to the next for the same object: `n42`, `more-referrers-42`. */
  readonly id: string;
  /** Of a group, the role of its members. */
  readonly role: SceneNodeRole;
  /** The object; null for stubs and groups. */
  readonly node: NodeIndex | null;
  /** `0x7f…` for objects, '' otherwise. */
  readonly address: string;
  /** Its type by its whole name, or that of a group's members; '' where they differ or it is long. */
  readonly type: string;
  /** First line: the short type name, or a stub's text. Already `showable` and clipped. */
  readonly title: string;
  /** Further lines: preview, shape, length, sizes. */
  readonly lines: readonly string[];
  /** `lines` with every value replaced by its length, for drawings that are shared. */
  readonly redactedLines: readonly string[];
  /** Values it refers to, as rows of its box; null for none. */
  readonly record: SceneRecord | null;
  /** Centre, in scene units (CSS pixels at zoom 1). */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly verdict: SceneVerdict;
  /** One of the objects the drawing was asked for. */
  readonly isFocus: boolean;
  readonly inCycle: boolean;
  readonly onPath: boolean;
  /** On a cycle of the family that the drawing shows; always false without `showFamily`. */
  readonly inFamily: boolean;
  /** The user fixed it in its place. */
  readonly isPinned: boolean;
  /** Something outside the dump, or a root, holds it directly; the reason, or ''. */
  readonly rootLabel: string;
  /** Objects that were folded into this node's edges can be shown again. */
  readonly canUnfold: boolean;
  /** Followed neighbours that are not drawn, with or without a stub; what expanding would show. */
  readonly undrawn: { readonly referrers: number; readonly referents: number };
  /** Equal objects drawn as this one node; null for everything else. */
  readonly group: {
    /** Those that are not drawn one by one beside it. */
    readonly count: number;
    /** All of them. */
    readonly total: number;
    /** One of those it stands for. */
    readonly example: NodeIndex;
  } | null;
  /** Stubs: how many are not drawn, on which side of what. */
  readonly omitted: {
    readonly count: number;
    /** Neighbours drawn on that side; `count` in `expanded` for the next page is this + a page. */
    readonly drawn: number;
    /** Id of the node that they are neighbours of. */
    readonly of: string;
    readonly direction: 'referrers' | 'referents';
  } | null;
}

/** Values that are drawn within the box of whoever refers to them. */
export interface SceneRecord {
  /** Those that are shown, in drawing order. */
  readonly rows: readonly SceneRow[];
  /** How many there are; the rest is shown when it is opened. */
  readonly total: number;
  readonly isOpen: boolean;
}

/** `._is_copy None`: a reference and the value it leads to. All clipped and `showable`. */
export interface SceneRow {
  readonly label: string;
  readonly redactedLabel: string;
  readonly value: string;
  readonly redactedValue: string;
  /** The value; null for several equal ones. */
  readonly node: NodeIndex | null;
  /** As those of an edge. */
  readonly references: readonly SceneReference[];
}

/** A reference by its place among the references of its source. */
export interface SceneReference {
  readonly source: NodeIndex;
  readonly position: number;
}

export interface SceneEdge {
  readonly id: string;
  /** Ids of scene nodes: referrer → referent. */
  readonly source: string;
  readonly target: string;
  /** As a person reads it: `.ww`, `[3]`, `._mgr.blocks[0]` for a folded step; '' if unlabelled. */
  readonly label: string;
  /** The whole label where `label` was clipped. */
  readonly fullLabel: string;
  /** The label with string keys replaced by their length. */
  readonly redactedLabel: string;
  /** How many parallel references this edge draws. */
  readonly count: number;
  /** Objects folded into it, in order from source to target; empty for a plain reference. */
  readonly folded: readonly NodeIndex[];
  readonly inCycle: boolean;
  readonly onPath: boolean;
  /** It joins two objects of one component of the shown family. */
  readonly inFamily: boolean;
  readonly isWeak: boolean;
  /** The collector cannot see it. */
  readonly isHidden: boolean;
  /** An infrastructure or user cut removes it from the analyses. */
  readonly isCut: boolean;
  /** The user has cut it: everything is answered as if it were gone. */
  readonly isCutByHand: boolean;
  /**
   * The references it draws, to cut them: of a folded step the last, which names it; the first
   * `MAX_REFERENCES` of many. None for stubs.
   */
  readonly references: readonly SceneReference[];
  /** Bytes that hang on it: what its target retains within its source; 0 where unknown. */
  readonly bears: number;
  /** It joins a stub or group to its object. */
  readonly isStub: boolean;
  /** Cubic Bézier, [x0,y0, c1x,c1y, c2x,c2y, x1,y1, …]: 2 + 6k numbers, from source to target. */
  readonly curve: readonly number[];
  /** Centre of the label, and the room that was kept for it. */
  readonly labelX: number;
  readonly labelY: number;
  readonly labelWidth: number;
  readonly labelHeight: number;
}

/** Everything a canvas or a writer needs; nothing is decided after this. */
export interface Scene {
  readonly title: string;
  /** One or two sentences that say what is drawn, for `<desc>` and screen readers. */
  readonly description: string;
  /** `description` with string keys replaced by their length. */
  readonly redactedDescription: string;
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  readonly width: number;
  readonly height: number;
  /** Where (0, 0) of pins lies: the drawing begins at (0, 0) whatever is pinned where. */
  readonly origin: { readonly x: number; readonly y: number };
  readonly focus: readonly NodeIndex[];
  /** Objects reached within the depth limit and not drawn, over all stubs. */
  readonly omittedCount: number;
  /**
   * Which layout drew it. Its size alone decides: `dot-fast` draws straight lines where there are
   * too many to route, `layered` stands in where Graphviz cannot run. A `draft` has its boxes in
   * their places and straight lines until the routed ones are there. A cycle alone is a `ring`.
   */
  readonly layout: 'ring' | 'dot' | 'draft' | 'dot-fast' | 'layered';
}

/** What boxes say beyond what an object is. */
export type SceneFact = 'refcount' | 'size' | 'retained' | 'address';

export interface SceneRequest {
  /** One or more objects the drawing starts from. */
  readonly focus: readonly NodeIndex[];
  readonly direction: Direction;
  /** Folded steps away from the focus, 0 … 12. */
  readonly depth: number;
  /** Neighbours drawn per object and side before a stub stands for the rest, 1 … 100. */
  readonly breadth: number;
  /** Further pages asked for by activating a stub or expanding a node beyond the depth. */
  readonly expanded: readonly ExpandedSide[];
  /**
   * How many of these, from the first, are laid out with the rest. Those after them are added to
   * the drawing one after the other and leave the rest of it where it is.
   */
  readonly tidied: number;
  /** The depth that was laid out as a whole, where what another one adds or takes is to keep the order; else null. */
  readonly tidiedDepth: number | null;
  /** Objects the user collapsed: drawn, but not followed. */
  readonly collapsed: readonly NodeIndex[];
  readonly hidden: readonly NodeIndex[];
  /** Objects whose internals are drawn instead of folded. */
  readonly unfolded: readonly NodeIndex[];
  /** Draw None, booleans, numbers, strings and empty containers as rows of their owners' boxes. */
  readonly valuesInside: boolean;
  /** Objects of whose rows all are shown. */
  readonly opened: readonly NodeIndex[];
  /** Draw more than a handful of equal neighbours as one node. */
  readonly grouped: boolean;
  /** What was asked about single groups. */
  readonly groups: readonly GroupEdit[];
  /** Objects that are drawn whatever the limits, in the place they are given. */
  readonly pinned: readonly Pin[];
  /** Of all that would be drawn, only this; null for all. */
  readonly isolated: Isolation | null;
  /** Draw the shortest cycle through the first focus, whatever the limits. */
  readonly showCycle: boolean;
  /** Draw the shortest path from a root to the first focus, whatever the limits. */
  readonly showPath: boolean;
  /**
   * Draw the independent ways in which the first focus is held, each with its number, instead of
   * the one path.
   */
  readonly showWays: boolean;
  /** Of these only the one with this number; 0 for all. */
  readonly way: number;
  /** Mark what is on cycles of the first focus's family. */
  readonly showFamily: boolean;
  readonly showWeak: boolean;
  /** Follow classes, modules and their namespaces as if they were ordinary objects. */
  readonly showInfrastructure: boolean;
  readonly facts: readonly SceneFact[];
  /** In the order in which they were asked for. */
  readonly transforms: readonly Transform[];
}

/** A change of the whole drawing; of those that say something of an object, the last decides. */
export type Transform =
  /** Objects of a type, by its whole name: not drawn, nor what is only reached through them. */
  | { readonly kind: 'drop'; readonly type: string }
  /** Not drawn either, but the references to them lead on to what they refer to. */
  | { readonly kind: 'fold'; readonly type: string }
  /** All in one box. */
  | { readonly kind: 'merge'; readonly type: string }
  /** One box for those that hang together by references to each other: linked lists, trees. */
  | { readonly kind: 'chain'; readonly type: string }
  /** Of libraries and of the interpreter nothing is drawn; references lead through it. */
  | { readonly kind: 'own' }
  /** One box for each module of the program, and for each package. */
  | { readonly kind: 'modules' };

export interface ExpandedSide {
  readonly node: NodeIndex;
  readonly direction: 'referrers' | 'referents';
  /** How many neighbours are to be drawn on that side. */
  readonly count: number;
}

export interface GroupEdit {
  /** The id of the group's node. */
  readonly id: string;
  /** Members drawn one by one. */
  readonly spread: number;
  /** How many of these are laid out with the rest; those after them are added to the drawing. */
  readonly tidied: number;
  /** Neighbours to be drawn on each side; 0 for as many as elsewhere. */
  readonly referrers: number;
  readonly referents: number;
  readonly collapsed: boolean;
  readonly hidden: boolean;
}

export interface Pin {
  readonly node: NodeIndex;
  /** Its centre, in scene units from `Scene.origin`. */
  readonly x: number;
  readonly y: number;
  /** How far it was dragged from where the layout had it; nothing where it was kept in its place. */
  readonly dx?: number | undefined;
  readonly dy?: number | undefined;
}

export type Isolation =
  | { readonly kind: 'cycle' }
  | { readonly kind: 'path' }
  /** These, by the ids of their nodes, and what they share a drawn reference with. */
  | { readonly kind: 'around'; readonly ids: readonly string[] };
