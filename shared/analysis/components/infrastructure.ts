import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';

/** Which infrastructure references are cut. */
export interface InfrastructureChoice {
  /** Instance → its class, and class → its metaclass. */
  readonly class: boolean;
  /** Whatever else refers to a class: its own `__mro__`, descriptors, methods, subclasses, users. */
  readonly classReference: boolean;
  /** Anything → a module or its namespace, except a module → its own namespace. */
  readonly moduleNamespace: boolean;
}

/** What `kindOf` says of any other reference; otherwise a position in `CUT_KINDS`. */
export const NOT_INFRASTRUCTURE = -1;
export const INSTANCE_CLASS = 0;
const CLASS_REFERENCE = 1;
const MODULE_NAMESPACE = 2;

const MODULE_FLAGS = NodeFlag.isModule | NodeFlag.isModuleNamespace;

/**
 * Tells infrastructure references from others, under one choice.
 *
 * O(objects) to make in dumps without labels, 4 bytes per object kept there; O(1) per question.
 */
export class InfrastructureRules {
  private readonly graph: HeapGraph;
  readonly choice: InfrastructureChoice;
  private readonly targetFlags: number;
  private readonly classNames: ClassNames | null;

  constructor(graph: HeapGraph, choice: InfrastructureChoice) {
    this.graph = graph;
    this.choice = choice;
    this.targetFlags =
      (choice.class || choice.classReference ? NodeFlag.isType : 0) |
      (choice.moduleNamespace ? MODULE_FLAGS : 0);
    this.classNames = choice.class ? matchClassNames(graph) : null;
  }

  /** Whether anything is cut at all. */
  get cutsAny(): boolean {
    return this.targetFlags !== 0;
  }

  /** Whether references to this object may be infrastructure because of what it is. */
  isTarget(node: NodeIndex): boolean {
    return (this.graph.flags[node] & this.targetFlags) !== 0;
  }

  kindOf(source: NodeIndex, edge: EdgeIndex): number {
    const { graph, choice, classNames } = this;
    const { flags } = graph;
    const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
    const target = graph.edgeTarget[edge];
    const isClass = (flags[target] & NodeFlag.isType) !== 0;
    if (choice.class && kind === EdgeKind.class) return INSTANCE_CLASS;
    const isClassByName =
      classNames !== null &&
      kind === EdgeKind.unlabelled &&
      isClass &&
      classNames.ofClass[target] === classNames.ofType[graph.type[source]];
    if (isClassByName) return INSTANCE_CLASS;
    if (choice.classReference && isClass) {
      // Without the other cut, what an instance says of its own class is not "whatever else".
      return kind === EdgeKind.class ? NOT_INFRASTRUCTURE : CLASS_REFERENCE;
    }
    if (!choice.moduleNamespace || (flags[target] & MODULE_FLAGS) === 0) return NOT_INFRASTRUCTURE;
    const isOwnNamespace =
      (flags[source] & NodeFlag.isModule) !== 0 &&
      (flags[target] & NodeFlag.isModuleNamespace) !== 0;
    return isOwnNamespace ? NOT_INFRASTRUCTURE : MODULE_NAMESPACE;
  }
}

/** Numbers for bare class names: equal numbers, equal names. 0 stands for none. */
interface ClassNames {
  /** Per object that is a class, the number of the name it declares. */
  readonly ofClass: Uint32Array;
  /** Per type, the number of its name. */
  readonly ofType: Uint32Array;
}

/** Null when every class says `EdgeKind.class` itself, so that names need not be compared. */
function matchClassNames(graph: HeapGraph): ClassNames | null {
  const { preview, strings } = graph;
  if (preview === null || graph.edgeLabels !== null) return null;
  const numbers = new Map<string, number>();
  const ofType = Uint32Array.from(graph.typeNames, (name) => {
    const text = bareName(strings.get(name));
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size + 1);
    return numbers.size;
  });
  const ofClass = new Uint32Array(graph.nodeCount);
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((graph.flags[node] & NodeFlag.isType) === 0 || preview[node] === NO_STRING) continue;
    // A name that no type bears must not equal "none".
    ofClass[node] = numbers.get(bareName(strings.get(preview[node]))) ?? 0xffffffff;
  }
  return { ofClass, ofType };
}

/** `Frame` of `package.module.Frame`. */
function bareName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf('.') + 1);
}
