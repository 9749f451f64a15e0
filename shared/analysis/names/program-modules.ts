import { isCollectorFile, originOfSource } from '../../base/source-origin.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import { namedReferent } from '../../heap/edges.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag, RootKind } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';

/** Whose a module is. */
export const ModuleOrigin = {
  /** The program's own, or made by it. */
  program: 0,
  /** Of an installed package. */
  library: 1,
  /** Of the standard library or built in. */
  standard: 2,
  /** What took the dump. */
  collector: 3,
} as const;
export type ModuleOriginByte = (typeof ModuleOrigin)[keyof typeof ModuleOrigin];

export interface ProgramModule {
  readonly node: NodeIndex;
  /** Its `__dict__`; `NO_NODE` where the dump has none. */
  readonly namespace: NodeIndex;
  readonly name: string;
  /** '' where the dump does not say; may be cut short. */
  readonly file: string;
  readonly origin: ModuleOriginByte;
  /** Position in `sys.modules`; after all of those for a module that is not in it. */
  readonly loaded: number;
}

/**
 * What is known of the modules in a dump: whose they are, and what was written in which.
 *
 * O(objects + entries of module namespaces); a few hundred bytes per module.
 */
export class ProgramModules {
  readonly all: readonly ProgramModule[];
  readonly ofNode: ReadonlyMap<NodeIndex, ProgramModule>;
  readonly ofNamespace: ReadonlyMap<NodeIndex, ProgramModule>;
  readonly byName: ReadonlyMap<string, ProgramModule>;
  private readonly graph: HeapGraph;
  private readonly functionTypes: Uint8Array;
  private readonly prefixes: readonly string[];
  private readonly cachedImports = new Map<ProgramModule, ReadonlySet<ProgramModule>>();

  constructor(graph: HeapGraph) {
    this.graph = graph;
    this.functionTypes = Uint8Array.from(graph.typeNames, (name) =>
      /^(builtins\.)?function$/.test(graph.strings.get(name)) ? 1 : 0,
    );
    const named = moduleNames(graph);
    this.prefixes = interpreterPrefixes(graph, named);
    this.all = [...named].map(([node, name], at) => this.read(node, name, at));
    this.ofNode = new Map(this.all.map((module) => [module.node, module]));
    this.ofNamespace = new Map(
      this.all.flatMap((module) =>
        module.namespace === NO_NODE ? [] : [[module.namespace, module] as const],
      ),
    );
    const byName = new Map<string, ProgramModule>();
    for (const module of this.all) if (!byName.has(module.name)) byName.set(module.name, module);
    this.byName = byName;
  }

  isFunction(node: NodeIndex): boolean {
    return this.functionTypes[this.graph.type[node]] === 1;
  }

  /** Whose a source file is, by its path. */
  originOfFile(path: string): ModuleOriginByte {
    if (isCollectorFile(path)) return ModuleOrigin.collector;
    const origin = originOfSource(path);
    if (origin !== 'program') return ModuleOrigin[origin];
    const isBelow = (prefix: string): boolean => path.startsWith(`${prefix}/lib`);
    return this.prefixes.some(isBelow) ? ModuleOrigin.standard : ModuleOrigin.program;
  }

  /**
   * The module in which a class or function was written, where the dump tells: of a class by its
   * qualified name, of a function by its `__globals__`. O(references of the function).
   */
  definerOf(node: NodeIndex): ProgramModule | null {
    const { graph } = this;
    if ((graph.flags[node] & NodeFlag.isType) !== 0)
      return this.ofQualifiedName(textOf(graph, node));
    if (!this.isFunction(node)) return null;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      if ((graph.edgeKind[edge] & EDGE_KIND_MASK) !== EdgeKind.internal) continue;
      // `__globals__` comes before `__builtins__`.
      const module = this.ofNamespace.get(graph.edgeTarget[edge]);
      if (module !== undefined) return module;
    }
    return null;
  }

  /** The module with the longest name that a qualified name begins with. */
  ofQualifiedName(qualified: string): ProgramModule | null {
    for (let end = qualified.lastIndexOf('.'); end > 0; end = qualified.lastIndexOf('.', end - 1)) {
      const module = this.byName.get(qualified.slice(0, end));
      if (module !== undefined) return module;
    }
    return null;
  }

  /** The modules of which a module has functions, classes, or the module itself. */
  importsOf(module: ProgramModule): ReadonlySet<ProgramModule> {
    const kept = this.cachedImports.get(module);
    if (kept !== undefined) return kept;
    const found = new Set<ProgramModule>();
    const { firstEdge, edgeTarget } = this.graph;
    if (module.namespace !== NO_NODE) {
      const end = firstEdge[module.namespace + 1];
      for (let edge = firstEdge[module.namespace]; edge < end; edge++) {
        const target = edgeTarget[edge];
        const from = this.ofNode.get(target) ?? this.definerOf(target);
        if (from !== null && from !== module) found.add(from);
      }
    }
    this.cachedImports.set(module, found);
    return found;
  }

  /**
   * How many of the program's modules stand below a module of the program in a row of imports, at
   * most 3: what `from cache import CACHE` binds in two modules is that of the lower one. A package
   * counts as importing what lies in it.
   */
  importRanks(): ReadonlyMap<ProgramModule, number> {
    const own = this.all.filter(({ origin }) => origin === ModuleOrigin.program);
    const rank = new Map(own.map((module) => [module, 0]));
    const imports = new Map(own.map((module) => [module, new Set(this.importsOf(module))]));
    for (const module of own) {
      const cut = module.name.lastIndexOf('.');
      const above = cut < 0 ? undefined : this.byName.get(module.name.slice(0, cut));
      if (above !== undefined) imports.get(above)?.add(module);
    }
    for (let round = 0; round < HIGHEST_RANK; round++) {
      const before = new Map(rank);
      for (const module of own) {
        for (const other of imports.get(module) ?? []) {
          const below = before.get(other);
          if (below === undefined) continue;
          rank.set(module, Math.max(rank.get(module) ?? 0, Math.min(HIGHEST_RANK, below + 1)));
        }
      }
    }
    return rank;
  }

  private read(node: NodeIndex, name: string, loaded: number): ProgramModule {
    const namespace = namespaceOf(this.graph, node);
    const { file, hasSpec } = this.fileOf(namespace);
    const made = { node, namespace, name, file, loaded };
    if (/^_?ouroboros_dump\b/.test(name)) return { ...made, origin: ModuleOrigin.collector };
    if (name === '__main__') return { ...made, origin: ModuleOrigin.program };
    // Without a file it is built in, or the program has made it.
    if (file === '') {
      return { ...made, origin: hasSpec ? ModuleOrigin.standard : ModuleOrigin.program };
    }
    return { ...made, origin: this.originOfFile(file) };
  }

  private fileOf(namespace: NodeIndex): { readonly file: string; readonly hasSpec: boolean } {
    const { graph } = this;
    if (namespace === NO_NODE) return { file: '', hasSpec: false };
    let file = '';
    let hasSpec = false;
    let functionsLooked = 0;
    for (let edge = graph.firstEdge[namespace]; edge < graph.firstEdge[namespace + 1]; edge++) {
      if ((graph.edgeKind[edge] & EDGE_KIND_MASK) === EdgeKind.key) continue;
      const target = graph.edgeTarget[edge];
      // `__file__` may be cut short; what a function says of its code is whole.
      if (file === '' || file.endsWith('…')) {
        const label = edgeLabelText(graph, namespace, edge).replace(/^'(.*)'$/, '$1');
        if (label === '__file__') file = textOf(graph, target).replace(/^None$/, '');
        else if (label === '__spec__') hasSpec = !isNone(graph, target);
        else if (this.isFunction(target) && functionsLooked++ < FUNCTIONS_LOOKED) {
          file = this.fileOfFunction(target, namespace) || file;
        }
      } else break;
    }
    return { file, hasSpec };
  }

  private fileOfFunction(node: NodeIndex, namespace: NodeIndex): string {
    const { graph } = this;
    if (namedReferent(graph, node, '__globals__') !== namespace) return '';
    const code = namedReferent(graph, node, '__code__');
    return code === NO_NODE ? '' : (codePlace(graph, code)?.file ?? '');
  }
}

/** A code object's place, as its preview says it. */
export interface CodeLocation {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

/** "file:line in name" of a code object or frame; null where the dump does not say. */
export function codePlace(graph: HeapGraph, node: NodeIndex): CodeLocation | null {
  const place = /^(.*):(\d{1,9}) in (.*)$/s.exec(textOf(graph, node));
  if (place === null) return null;
  const [, file = '', line = '', name = ''] = place;
  return { file, line: Number(line), name };
}

const HIGHEST_RANK = 3;
const FUNCTIONS_LOOKED = 8;
const SHORTEST_PREFIX = 4;

/** Names of all modules, those of `sys.modules` first and in its order. */
function moduleNames(graph: HeapGraph): Map<NodeIndex, string> {
  const named = new Map<NodeIndex, string>();
  const { roots, flags } = graph;
  for (let at = 0; at < (roots?.node.length ?? 0); at++) {
    if (roots === null || roots.kind[at] !== RootKind.module || named.has(roots.node[at])) continue;
    named.set(roots.node[at], graph.strings.get(roots.label[at]));
  }
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((flags[node] & NodeFlag.isModule) === 0 || named.has(node)) continue;
    named.set(node, textOf(graph, node) || 'module');
  }
  return named;
}

function namespaceOf(graph: HeapGraph, module: NodeIndex): NodeIndex {
  for (let edge = graph.firstEdge[module]; edge < graph.firstEdge[module + 1]; edge++) {
    const target = graph.edgeTarget[edge];
    if ((graph.flags[target] & NodeFlag.isModuleNamespace) !== 0) return target;
  }
  return NO_NODE;
}

/** `sys.prefix` and its like: what lies below them is installed. */
function interpreterPrefixes(graph: HeapGraph, named: ReadonlyMap<NodeIndex, string>): string[] {
  const sys = [...named].find(([, name]) => name === 'sys')?.[0];
  const namespace = sys === undefined ? NO_NODE : namespaceOf(graph, sys);
  if (namespace === NO_NODE) return [];
  const found: string[] = [];
  for (let edge = graph.firstEdge[namespace]; edge < graph.firstEdge[namespace + 1]; edge++) {
    if ((graph.edgeKind[edge] & EDGE_KIND_MASK) === EdgeKind.key) continue;
    if (!/^'?(base_)?(exec_)?prefix'?$/.test(edgeLabelText(graph, namespace, edge))) continue;
    const prefix = textOf(graph, graph.edgeTarget[edge]).replace(/…$/, '');
    if (prefix.length > SHORTEST_PREFIX) found.push(prefix);
  }
  return found;
}

function isNone(graph: HeapGraph, node: NodeIndex): boolean {
  return /(^|\.)NoneType$/.test(graph.strings.get(graph.typeNames[graph.type[node]]));
}

/** The preview of an object; '' where it has none. */
export function textOf({ preview, strings }: HeapGraph, node: NodeIndex): string {
  const text = preview?.[node] ?? NO_STRING;
  return text === NO_STRING ? '' : strings.get(text);
}
