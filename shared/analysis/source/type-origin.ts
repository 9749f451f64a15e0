import { originOfSource } from '../../base/source-origin.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';

/** Whose code decides what instances of a type refer to. */
export const TypeOrigin = {
  /** Implemented by the interpreter or a C extension. */
  native: 0,
  /** Written in Python, and nothing in the dump tells whose it is. */
  unknown: 1,
  /** A class of the standard library or of an installed package. */
  library: 2,
  /** A class of the program itself. */
  program: 3,
} as const;
export type TypeOriginByte = number;

/**
 * Where each type comes from, as far as the dump shows it.
 *
 * A class of `__main__` is the program's. For other modules the path in `__file__` decides:
 * installed packages lie in `site-packages` or `dist-packages`, the standard library in
 * `lib/pythonX.Y` (`Lib` on Windows). A path that is missing or cut short says nothing. Types
 * without a single instance flagged as user's are native, in dumps that have the flag at all.
 *
 * O(objects + entries of the modules' namespaces).
 */
export function typeOrigins(graph: HeapGraph): Uint8Array {
  const { nodeCount, flags, type, typeNames, strings } = graph;
  const isUserType = new Uint8Array(typeNames.length);
  let hasFlag = false;
  for (let node = 0; node < nodeCount; node++) {
    if ((flags[node] & NodeFlag.isUserInstance) === 0) continue;
    isUserType[type[node]] = 1;
    hasFlag = true;
  }
  const modules = moduleOrigins(graph);
  return Uint8Array.from(typeNames, (name, index) => {
    const origin = originOfModule(strings.get(name), modules);
    if (origin === TypeOrigin.program) return origin;
    return hasFlag && isUserType[index] === 0 ? TypeOrigin.native : origin;
  });
}

/** Where each module that the dump has comes from, by its name. O(objects + their namespaces). */
export function moduleOrigins(graph: HeapGraph): ReadonlyMap<string, TypeOriginByte> {
  const modules = new Map<string, TypeOriginByte>([
    ['__main__', TypeOrigin.program],
    // The collector lies beside the program, and is none of it.
    ['ouroboros_dump', TypeOrigin.library],
  ]);
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((graph.flags[node] & NodeFlag.isModule) === 0) continue;
    const name = previewOf(graph, node);
    if (name !== '' && !modules.has(name)) modules.set(name, originOfPath(filePath(graph, node)));
  }
  return modules;
}

/** The origin of the longest part of the name that is a module's. */
export function originOfModule(
  typeName: string,
  modules: ReadonlyMap<string, TypeOriginByte>,
): TypeOriginByte {
  for (let end = typeName.lastIndexOf('.'); end > 0; end = typeName.lastIndexOf('.', end - 1)) {
    const origin = modules.get(typeName.slice(0, end));
    if (origin !== undefined) return origin;
  }
  return TypeOrigin.unknown;
}

/** By the path of a module or function: installed, standard library, or the program. */
export function originOfPath(path: string): TypeOriginByte {
  if (originOfSource(path) !== 'program') return TypeOrigin.library;
  // Previews that were cut end in an ellipsis; the telling part may be what is missing.
  return path === '' || !/\.py[co]?$/.test(path) ? TypeOrigin.unknown : TypeOrigin.program;
}

/** The text of `__file__` in the module's namespace; '' where the dump has none. */
function filePath(graph: HeapGraph, module: NodeIndex): string {
  const { firstEdge, edgeTarget, edgeKind, flags } = graph;
  for (let edge = firstEdge[module]; edge < firstEdge[module + 1]; edge++) {
    const namespace = edgeTarget[edge];
    if ((flags[namespace] & NodeFlag.isModuleNamespace) === 0) continue;
    for (let entry = firstEdge[namespace]; entry < firstEdge[namespace + 1]; entry++) {
      if ((edgeKind[entry] & EDGE_KIND_MASK) !== EdgeKind.global) continue;
      if (edgeLabelText(graph, namespace, entry) !== '__file__') continue;
      return previewOf(graph, edgeTarget[entry]);
    }
  }
  return '';
}

function previewOf(graph: HeapGraph, node: NodeIndex): string {
  const text = graph.preview?.[node] ?? NO_STRING;
  return text === NO_STRING ? '' : graph.strings.get(text);
}
