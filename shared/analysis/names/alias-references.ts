import type { Job } from '../../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { releasingMarks } from '../graph/holding.ts';
import type { ProgramModule, ProgramModules } from './program-modules.ts';
import { ModuleOrigin } from './program-modules.ts';

/** One module's name for an object. */
interface Binding {
  readonly module: ProgramModule;
  readonly edge: EdgeIndex;
}

/** Modules that are asked who imports from whom. */
const MAX_ASKED = 8;
/** Values that every module has: nobody asks whose they are. */
const COMMON_VALUES = new Set(
  ['NoneType', 'bool', 'int', 'float', 'str', 'bytes', 'ellipsis', 'NotImplementedType'].flatMap(
    (name) => [name, `builtins.${name}`],
  ),
);

/**
 * References by which a module has what another one defines: `from cache import CACHE` makes the
 * name in two modules, and only one is where it belongs.
 *
 * A class or function belongs to the module it was written in. What several modules have belongs to
 * the one nearest by name to the module of its class; else to a library rather than the program,
 * which imports from it, unless its class is the program's; the shorter name, the one loaded first;
 * and never to a module that imports from another of them.
 *
 * Decided for each reference before any search, so that the cost of a step depends on the reference
 * alone. O(entries of module namespaces).
 */
export function aliasReferences(
  graph: HeapGraph,
  modules: ProgramModules,
  job: Job,
): ReadonlySet<EdgeIndex> {
  const aliases = new Set<EdgeIndex>();
  const first = new Map<NodeIndex, Binding>();
  const shared = new Map<NodeIndex, Binding[]>();
  const { firstEdge, edgeTarget, edgeKind, flags } = graph;
  const ignored = releasingMarks(graph);
  const isCommon = Uint8Array.from(graph.typeNames, (name) =>
    COMMON_VALUES.has(graph.strings.get(name)) ? 1 : 0,
  );
  for (const module of modules.all) {
    if (module.namespace === NO_NODE) continue;
    job.checkpoint();
    const end = firstEdge[module.namespace + 1];
    for (let edge = firstEdge[module.namespace]; edge < end; edge++) {
      const kind = edgeKind[edge] & EDGE_KIND_MASK;
      if (kind !== EdgeKind.global && kind !== EdgeKind.value) continue;
      const target = edgeTarget[edge];
      if ((edgeKind[edge] & ignored) !== 0 || isCommon[graph.type[target]] === 1) continue;
      if ((flags[target] & (NodeFlag.isModule | NodeFlag.isModuleNamespace)) !== 0) continue;
      const definer = modules.definerOf(target);
      if (definer !== null) {
        if (definer !== module) aliases.add(edge);
        continue;
      }
      const other = first.get(target);
      if (other === undefined) first.set(target, { module, edge });
      else shared.set(target, [...(shared.get(target) ?? [other]), { module, edge }]);
    }
  }
  for (const [target, bindings] of shared) {
    const home = graph.strings.get(graph.typeNames[graph.type[target]]);
    const best = definerAmong(modules, bindings, home);
    for (const { edge, module } of bindings) if (module !== best) aliases.add(edge);
  }
  return aliases;
}

/** The module to which what several of them have belongs; `home` is its class's qualified name. */
function definerAmong(
  modules: ProgramModules,
  bindings: readonly Binding[],
  home: string,
): ProgramModule {
  const isOwnClass = modules.ofQualifiedName(home)?.origin === ModuleOrigin.program;
  const rank = (module: ProgramModule): readonly number[] => [
    home.includes('.') ? -sharedParts(home, module.name) : 0,
    (module.origin === ModuleOrigin.program) === isOwnClass ? 0 : 1,
    module.name === '__main__' ? 1 : 0,
    module.name.split('.').length,
    module.loaded,
  ];
  const ranked = [...new Set(bindings.map(({ module }) => module))]
    .map((module) => ({ module, key: rank(module) }))
    .sort((a, b) => compareKeys(a.key, b.key));
  let best = ranked[0];
  if (ranked.length <= MAX_ASKED) {
    for (const other of ranked) {
      if (other.module.origin !== best.module.origin || other.key[0] !== best.key[0]) continue;
      const isBelow = modules.importsOf(best.module).has(other.module);
      if (isBelow && !modules.importsOf(other.module).has(best.module)) best = other;
    }
  }
  return best.module;
}

function sharedParts(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  let same = 0;
  while (same < left.length && same < right.length && left[same] === right[same]) same++;
  return same;
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
