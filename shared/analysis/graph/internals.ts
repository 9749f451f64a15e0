import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { TypeRoleByte } from './builtin-types.ts';
import { TypeRole, typeRoles } from './builtin-types.ts';
import { storedLabel } from './step-labels.ts';

/**
 * What part of an object the target of one of its references is, where the two are one thing to
 * whoever wrote the program. Which of these are folded away is each reader's own affair: a
 * signature of cycles leaves frames whole, a drawing folds them.
 */
export const OwnPart = {
  none: 0,
  /** An instance's or a class's `__dict__`. */
  attributes: 1,
  /** A dict that may be one: the reference has no label. */
  unnamedDict: 2,
  /** A frame's variables. */
  locals: 3,
  /** A module's own namespace. */
  namespace: 4,
  /** The tuple of a function's free variables. */
  closure: 5,
  /** A tuple that may be one: the reference has no label. */
  unnamedTuple: 6,
  /** A free variable, in its function or in a tuple, which may be a closure. */
  cell: 7,
  cellOfTuple: 8,
  /** The manager by which pandas holds the arrays of a frame, and its tuples. */
  manager: 9,
  managerTuple: 10,
} as const;
export type OwnPartByte = (typeof OwnPart)[keyof typeof OwnPart];

/** The interpreter's own names of references to parts. */
const DICT_PARTS: ReadonlyMap<string, OwnPartByte> = new Map([
  ['__dict__', OwnPart.attributes],
  ['f_locals', OwnPart.locals],
]);
const CLOSURE = '__closure__';
/** Further internals by which an object goes on: a proxy's dict, the frame of what is suspended. */
const PASSED_THROUGH = ['mapping', 'gi_frame', 'cr_frame', 'ag_frame', 'tb_frame'];
const FOLDED_NAMES: ReadonlySet<string> = new Set([
  ...DICT_PARTS.keys(),
  CLOSURE,
  ...PASSED_THROUGH,
]);

const PANDAS_MANAGER = /^pandas\b.*\b(?:Single)?(?:Block|Array)Manager$/;

/** Whether the interpreter's own name of a reference leads to attributes or variables. */
export function isNamespaceName(name: string): boolean {
  return DICT_PARTS.has(name);
}

/** Whether the interpreter's own name of a reference leads to what is named by its owner. */
export function isFoldedName(name: string): boolean {
  return FOLDED_NAMES.has(name);
}

/** The one table of internals: what part of its source the target of a reference is. */
export class Internals {
  private readonly graph: HeapGraph;
  private readonly roles: Uint8Array;
  /** Per type 1 for managers, 2 for others, 0 until it was looked at. */
  private readonly managers: Uint8Array;

  constructor(graph: HeapGraph) {
    this.graph = graph;
    this.roles = typeRoles(graph);
    this.managers = new Uint8Array(graph.typeNames.length);
  }

  roleOf(node: NodeIndex): TypeRoleByte {
    return this.roles[this.graph.type[node]];
  }

  /** Whether the target may be a part at all; others are not worth a look at who refers to them. */
  canBePart(node: NodeIndex): boolean {
    return isPartRole(this.roleOf(node)) || this.isManager(node);
  }

  /** O(1) but for the text of a label. */
  partOf(source: NodeIndex, edge: EdgeIndex): OwnPartByte {
    const target = this.graph.edgeTarget[edge];
    if (this.isManager(target)) return OwnPart.manager;
    const role = this.roleOf(target);
    switch (role) {
      case TypeRole.cell:
        return this.cellPart(this.roleOf(source));
      case TypeRole.tuple:
        return this.tuplePart(source, edge);
      case TypeRole.dict:
        return this.dictPart(source, edge, target);
      default:
        return OwnPart.none;
    }
  }

  private cellPart(sourceRole: TypeRoleByte): OwnPartByte {
    if (sourceRole === TypeRole.function) return OwnPart.cell;
    return sourceRole === TypeRole.tuple ? OwnPart.cellOfTuple : OwnPart.none;
  }

  private tuplePart(source: NodeIndex, edge: EdgeIndex): OwnPartByte {
    if (this.isManager(source)) return OwnPart.managerTuple;
    if (this.roleOf(source) !== TypeRole.function) return OwnPart.none;
    const name = internalName(this.graph, source, edge);
    if (name === '') return OwnPart.unnamedTuple;
    return name === CLOSURE ? OwnPart.closure : OwnPart.none;
  }

  private dictPart(source: NodeIndex, edge: EdgeIndex, dict: NodeIndex): OwnPartByte {
    const { flags } = this.graph;
    const isModule = (flags[source] & NodeFlag.isModule) !== 0;
    if ((flags[dict] & NodeFlag.isModuleNamespace) !== 0) {
      return isModule ? OwnPart.namespace : OwnPart.none;
    }
    const name = internalName(this.graph, source, edge);
    if (name === null) return OwnPart.none;
    if (name !== '') return DICT_PARTS.get(name) ?? OwnPart.none;
    return isModule || this.roleOf(source) === TypeRole.other ? OwnPart.unnamedDict : OwnPart.none;
  }

  private isManager(node: NodeIndex): boolean {
    const { managers, graph } = this;
    const type = graph.type[node];
    if (managers[type] === 0) {
      managers[type] = PANDAS_MANAGER.test(graph.strings.get(graph.typeNames[type])) ? 1 : 2;
    }
    return managers[type] === 1;
  }
}

/** Whether objects of a type with this role may be a part of what refers to them. */
export function isPartRole(role: TypeRoleByte): boolean {
  return role === TypeRole.dict || role === TypeRole.cell || role === TypeRole.tuple;
}

/** The interpreter's name of a reference; '' where it has no label, null where the program gave it. */
function internalName(graph: HeapGraph, source: NodeIndex, edge: EdgeIndex): string | null {
  const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
  if (kind === EdgeKind.unlabelled) return '';
  if (kind !== EdgeKind.internal) return null;
  const stored = storedLabel(graph, source, edge);
  return stored === NO_STRING ? '' : graph.strings.get(stored);
}
