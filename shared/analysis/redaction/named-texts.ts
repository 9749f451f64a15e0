import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import { namedReferent } from '../../heap/edges.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { ProgramModules } from '../names/program-modules.ts';

const NAMED_FLAGS =
  NodeFlag.isType | NodeFlag.isModule | NodeFlag.isFrame | NodeFlag.isModuleNamespace;

/** Types whose short text is the name of code, or its place. */
const NAMED_TYPES = new Set([
  'function',
  'code',
  'method',
  'builtin_function_or_method',
  'method_descriptor',
  'wrapper_descriptor',
  'getset_descriptor',
  'member_descriptor',
  'classmethod_descriptor',
  'method-wrapper',
  'generator',
  'coroutine',
  'async_generator',
]);

/** References of the interpreter's own to a text that is a name of code. */
const NAME_LABELS = ['co_name', 'co_qualname', 'co_filename', '__module__', '__qualname__'];

/**
 * Objects whose short text is a name of code: modules, classes, functions, code and frames; the
 * strings by which code is called, or says where it lies; where modules come from. One byte each.
 *
 * A string that is both, a name and a value, is one object and counts as a name: it tells what the
 * source tells. O(objects + references of code and of modules).
 */
export function nodesWithNames(graph: HeapGraph): Uint8Array {
  const isNamed = new Uint8Array(graph.nodeCount);
  const mark = (node: NodeIndex): void => {
    if (node !== NO_NODE) isNamed[node] = 1;
  };
  const typeNames = Array.from(graph.typeNames, (name) => bare(graph.strings.get(name)));
  const isNamedType = Uint8Array.from(typeNames, (name) => (NAMED_TYPES.has(name) ? 1 : 0));
  const isCode = Uint8Array.from(typeNames, (name) => (name === 'code' ? 1 : 0));
  const isFunction = Uint8Array.from(typeNames, (name) => (name === 'function' ? 1 : 0));
  for (let node = 0; node < graph.nodeCount; node++) {
    const type = graph.type[node];
    if ((graph.flags[node] & NAMED_FLAGS) !== 0 || isNamedType[type] === 1) isNamed[node] = 1;
    if (isCode[type] === 1 || isFunction[type] === 1) {
      for (const label of NAME_LABELS) mark(namedReferent(graph, node, label));
    }
    if (isCode[type] === 1) {
      const names = namedReferent(graph, node, 'co_names');
      if (names === NO_NODE) continue;
      for (let edge = graph.firstEdge[names]; edge < graph.firstEdge[names + 1]; edge++) {
        mark(graph.edgeTarget[edge]);
      }
    }
  }
  for (const { namespace, name } of new ProgramModules(graph).all) {
    if (namespace === NO_NODE) continue;
    for (let edge = graph.firstEdge[namespace]; edge < graph.firstEdge[namespace + 1]; edge++) {
      if ((graph.edgeKind[edge] & EDGE_KIND_MASK) === EdgeKind.key) continue;
      const label = edgeLabelText(graph, namespace, edge).replace(/^'(.*)'$/, '$1');
      const isPlace =
        label === '__file__' || (name === 'sys' && /^(base_)?(exec_)?prefix$/.test(label));
      if (isPlace) mark(graph.edgeTarget[edge]);
    }
  }
  return isNamed;
}

function bare(type: string): string {
  return type.replace(/^(builtins|__builtin__)\./, '');
}
