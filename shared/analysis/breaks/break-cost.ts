import type { EdgeKindByte } from '../../heap/edge-kind.ts';
import { EDGE_KIND_MASK, EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import { MUTABLE_CONTAINERS, TypeRole, typeRoles } from '../graph/builtin-types.ts';
import type { TypeOriginByte } from '../source/type-origin.ts';
import { TypeOrigin, typeOrigins } from '../source/type-origin.ts';

/** What a programmer does to a reference so that it closes no cycle any more. */
export type BreakHow =
  /** Hold it by `weakref.ref`. */
  | 'weak-reference'
  /** Hold a bound method by `weakref.WeakMethod`, or do not store it. */
  | 'weak-method'
  /** `del owner.attribute`, or set it to None, when it is no longer needed. */
  | 'delete-attribute'
  /** `del variable` (a local, free or module variable). */
  | 'delete-variable'
  /** Take the item out of the container, or use a weak one. */
  | 'remove-item'
  /** `cache_clear()`. */
  | 'clear-cache'
  /** `error.__traceback__ = None`. */
  | 'drop-traceback'
  /** The interpreter or a C extension makes it; no program can take it away. */
  | 'none';

/**
 * What it costs to break a reference. Only the relations matter: a program's own attribute is
 * preferred to one that a library sets, either to items and variables whose life is not one
 * assignment, these to a traceback, and anything to what no program can break; but five attributes
 * are not given up to spare one of the latter.
 */
export const BreakCost = {
  programAttribute: 4,
  attribute: 5,
  variable: 6,
  item: 6,
  traceback: 8,
  unbreakable: 40,
} as const;

export interface BreakOpinion {
  readonly cost: number;
  readonly how: BreakHow;
  readonly origin: TypeOriginByte;
}

/** A reference as its folded link shows it. */
export interface NamedReference {
  /** The object it starts from, internals folded. */
  readonly source: NodeIndex;
  readonly target: NodeIndex;
  /** Kind of the naming reference, with its marks. */
  readonly kind: EdgeKindByte;
  /** Bare label; '' where there is none. */
  readonly label: string;
  /** It is an entry of the source's `__dict__`. */
  readonly isEntry: boolean;
}

/**
 * Judges references by what makes them, never by what they are called: `_owner` in one program is
 * `frame` in another. The names looked at are the interpreter's own (`__traceback__`, `__wrapped__`).
 *
 * O(objects) to make, 2 bytes per type.
 */
export class BreakJudge {
  private readonly graph: HeapGraph;
  private readonly origins: Uint8Array;
  private readonly roles: Uint8Array;
  /** The dump says which objects are instances of classes written in Python. */
  private readonly knowsUserTypes: boolean;

  constructor(graph: HeapGraph) {
    this.graph = graph;
    this.knowsUserTypes = graph.flags.some((flags) => (flags & NodeFlag.isUserInstance) !== 0);
    this.origins = typeOrigins(graph);
    this.roles = typeRoles(graph);
  }

  judge(reference: NamedReference): BreakOpinion {
    const origin = this.origins[this.graph.type[reference.source]];
    return { ...this.costOf(reference, origin), origin };
  }

  private costOf(
    { source, target, kind, label, isEntry }: NamedReference,
    origin: TypeOriginByte,
  ): { cost: number; how: BreakHow } {
    const base = isEntry ? EdgeKind.attribute : kind & EDGE_KIND_MASK;
    const type = this.bareType(source);
    const isHidden = (kind & EdgeMark.hidden) !== 0;
    // A running frame's variables are hidden from the collector, and the program's none the less.
    const isVariable = base === EdgeKind.local || base === EdgeKind.cell;
    if (isHidden && base !== EdgeKind.array && !isVariable) return UNBREAKABLE;
    // What the entries of a class's dict are made of is the interpreter's.
    if (DESCRIPTORS.has(this.bareType(target))) return UNBREAKABLE;
    if (type === 'functools._lru_cache_wrapper' || type === '_lru_cache_wrapper') {
      return label === '__wrapped__' ? UNBREAKABLE : { cost: BreakCost.item, how: 'clear-cache' };
    }
    switch (base) {
      case EdgeKind.attribute:
      case EdgeKind.slot:
        return this.ofAttribute(target, base, origin);
      case EdgeKind.local:
      case EdgeKind.cell:
      case EdgeKind.global:
        return { cost: BreakCost.variable, how: 'delete-variable' };
      case EdgeKind.key:
      case EdgeKind.value:
      case EdgeKind.index:
      case EdgeKind.element:
        return IMMUTABLE.has(type) || this.roles[this.graph.type[source]] === TypeRole.function
          ? UNBREAKABLE
          : { cost: BreakCost.item, how: 'remove-item' };
      case EdgeKind.array:
        return { cost: BreakCost.item, how: 'remove-item' };
      case EdgeKind.internal:
        return label === '__traceback__'
          ? { cost: BreakCost.traceback, how: 'drop-traceback' }
          : UNBREAKABLE;
      case EdgeKind.unlabelled:
        return this.ofUnlabelled(source, target, type, origin);
      default:
        return UNBREAKABLE;
    }
  }

  private ofAttribute(
    target: NodeIndex,
    kind: EdgeKindByte,
    origin: TypeOriginByte,
  ): { cost: number; how: BreakHow } {
    // A C member of a native object is not a program's to change; what is in its `__dict__` is.
    if (kind === EdgeKind.slot && origin === TypeOrigin.native) return UNBREAKABLE;
    const cost = origin === TypeOrigin.program ? BreakCost.programAttribute : BreakCost.attribute;
    return { cost, how: this.weakHow(target) };
  }

  /** Without a label, an object of a class may refer by an attribute, and a container by an item. */
  private ofUnlabelled(
    source: NodeIndex,
    target: NodeIndex,
    type: string,
    origin: TypeOriginByte,
  ): { cost: number; how: BreakHow } {
    if (MUTABLE_CONTAINERS.has(type)) return { cost: BreakCost.item, how: 'remove-item' };
    const isInstance = this.roles[this.graph.type[source]] === TypeRole.other;
    if (!isInstance || origin === TypeOrigin.native) return UNBREAKABLE;
    return this.ofAttribute(target, EdgeKind.attribute, origin);
  }

  /**
   * Instances of classes written in Python can be referred to weakly; built-in containers and
   * exceptions cannot, and of bound methods a weak reference dies at once.
   */
  private weakHow(target: NodeIndex): BreakHow {
    const name = this.bareType(target);
    if (name === 'method' || name === 'instancemethod') return 'weak-method';
    const own = this.graph.type[target];
    const canBeWeak = this.knowsUserTypes
      ? (this.graph.flags[target] & NodeFlag.isUserInstance) !== 0
      : this.roles[own] === TypeRole.other && !/(Error|Exception)$/.test(name);
    return canBeWeak ? 'weak-reference' : 'delete-attribute';
  }

  private bareType(node: NodeIndex): string {
    const name = this.graph.strings.get(this.graph.typeNames[this.graph.type[node]]);
    return name.replace(/^(builtins|__builtin__)\./, '');
  }
}

const UNBREAKABLE = { cost: BreakCost.unbreakable, how: 'none' } as const;
const IMMUTABLE: ReadonlySet<string> = new Set(['tuple', 'frozenset', 'mappingproxy', 'code']);
const DESCRIPTORS: ReadonlySet<string> = new Set([
  'getset_descriptor',
  'member_descriptor',
  'wrapper_descriptor',
  'method_descriptor',
  'classmethod_descriptor',
]);
