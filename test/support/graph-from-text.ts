import { EDGE_KIND_MASK, EdgeKind, EdgeMark } from '../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { IMMORTAL_COUNT, NodeFlag, RootKind } from '../../shared/heap/heap-graph.ts';
import { NO_STRING, StringTable } from '../../shared/heap/string-table.ts';

export interface DrawnGraph {
  readonly graph: HeapGraph;
  /** Index of a node by the name it has in the drawing. */
  readonly node: (name: string) => number;
  readonly names: readonly string[];
}

/**
 * A graph from a drawing, for tests.
 *
 *   root -> a; a -.ww> b; b -._dataframe> a      references; text in the arrow is the label
 *   a ->* b                                       hidden from the collector
 *   a ->~ b                                       weak
 *   a ->- b                                       borrowed (not in b's reference count)
 *   a: DataFrame size=72 refs=2 untracked         facts; `refs=immortal`; `type`, `module`,
 *                                                 `namespace`, `frame` set the flags
 *   root!                                         a declared root; `root!thread` a thread frame
 *
 * Label forms: `-.name>` attribute, `-['k']>` dict value, `-[3]>` index, `-{}>` set element,
 * `-local x>` local, `-cell x>` cell, `-class>` class, `-@__dict__>` internal, `-key 'k'>` key,
 * `-array 3>` array element, `-global x>` namespace entry.
 * Statements end with `;` or a line break; nodes come in order of appearance; every node is of
 * type `object`, 16 bytes and tracked unless said otherwise. A reference count that is not given is
 * the number of counted references drawn, so that only `refs=` makes an object held from outside;
 * a declared root counts one more.
 */
export function graphFromText(drawing: TemplateStringsArray | string): DrawnGraph {
  const text = typeof drawing === 'string' ? drawing : (drawing[0] ?? '');
  const names: string[] = [];
  const indexOf = new Map<string, number>();
  const facts: NodeFacts[] = [];
  const edges: DrawnEdge[] = [];
  const roots: { node: number; kind: number }[] = [];
  const nodeOf = (name: string): number => {
    const known = indexOf.get(name);
    if (known !== undefined) return known;
    indexOf.set(name, names.length);
    names.push(name);
    facts.push({ type: 'object', size: 16, refs: null, flags: NodeFlag.tracked });
    return names.length - 1;
  };

  for (const raw of text.split(/[;\n]/)) {
    const statement = raw.trim();
    if (statement === '') continue;
    const edge = /^(\S+)\s+-(.*?)>([*~-]?)\s*(\S+)$/.exec(statement);
    const root = /^(\S+)!(thread)?$/.exec(statement);
    const fact = /^([^\s:]+):\s*(.*)$/.exec(statement);
    if (edge !== null) {
      const [, source = '', label = '', mark = '', target = ''] = edge;
      edges.push({ source: nodeOf(source), target: nodeOf(target), ...parseLabel(label, mark) });
    } else if (root !== null) {
      const kind = root[2] === 'thread' ? RootKind.threadFrame : RootKind.other;
      roots.push({ node: nodeOf(root[1] ?? ''), kind });
    } else if (fact !== null) {
      applyFacts(facts[nodeOf(fact[1] ?? '')] as NodeFacts, fact[2] ?? '');
    } else if (/^\S+$/.test(statement)) {
      nodeOf(statement);
    } else {
      throw new Error(`graphFromText cannot read "${statement}"`);
    }
  }
  return { graph: assemble(facts, edges, roots), node: (name) => lookUp(indexOf, name), names };
}

interface NodeFacts {
  type: string;
  size: number;
  refs: number | null;
  flags: number;
}

interface DrawnEdge {
  source: number;
  target: number;
  kind: number;
  label: string | number | null;
}

function lookUp(indexOf: Map<string, number>, name: string): number {
  const index = indexOf.get(name);
  if (index === undefined) throw new Error(`no node "${name}" in the drawing`);
  return index;
}

function parseLabel(label: string, mark: string): { kind: number; label: string | number | null } {
  const marks =
    mark === '*'
      ? EdgeMark.hidden
      : mark === '~'
        ? EdgeMark.weak | EdgeMark.borrowed
        : mark === '-'
          ? EdgeMark.borrowed
          : 0;
  const forms: readonly [RegExp, number][] = [
    [/^\.(.+)$/, EdgeKind.attribute],
    [/^\[(\d+)\]$/, EdgeKind.index],
    [/^\[(.+)\]$/, EdgeKind.value],
    [/^\{\}$/, EdgeKind.element],
    [/^local (.+)$/, EdgeKind.local],
    [/^cell (.+)$/, EdgeKind.cell],
    [/^class$/, EdgeKind.class],
    [/^@(.+)$/, EdgeKind.internal],
    [/^key (.+)$/, EdgeKind.key],
    [/^array (\d+)$/, EdgeKind.array],
    [/^global (.+)$/, EdgeKind.global],
  ];
  if (label === '') return { kind: EdgeKind.unlabelled | marks, label: null };
  for (const [form, kind] of forms) {
    const match = form.exec(label);
    if (match === null) continue;
    const text = match[1] ?? null;
    const isPosition = kind === EdgeKind.index || kind === EdgeKind.array;
    return { kind: kind | marks, label: isPosition ? Number(text) : text };
  }
  throw new Error(`graphFromText cannot read the label "${label}"`);
}

function applyFacts(node: NodeFacts, text: string): void {
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const [name = '', value] = word.split('=');
    if (name === 'size') node.size = Number(value);
    else if (name === 'refs') node.refs = value === 'immortal' ? IMMORTAL_COUNT : Number(value);
    else if (name === 'untracked') node.flags &= ~NodeFlag.tracked;
    else if (name === 'module') node.flags |= NodeFlag.isModule;
    else if (name === 'namespace') node.flags |= NodeFlag.isModuleNamespace;
    else if (name === 'frame') node.flags |= NodeFlag.isFrame;
    else if (name === 'type') node.flags |= NodeFlag.isType;
    else if (name === 'user') node.flags |= NodeFlag.isUserInstance;
    else if (name === 'finalizer') node.flags |= NodeFlag.hasFinalizer;
    else node.type = name;
  }
}

function assemble(
  facts: readonly NodeFacts[],
  edges: readonly DrawnEdge[],
  roots: readonly { node: number; kind: number }[],
): HeapGraph {
  const texts: string[] = [];
  const intern = (text: string): number => {
    const known = texts.indexOf(text);
    return known >= 0 ? known : texts.push(text) - 1;
  };
  const typeNames: string[] = [];
  const typeOf = (name: string): number => {
    const known = typeNames.indexOf(name);
    return known >= 0 ? known : typeNames.push(name) - 1;
  };
  const count = facts.length;
  const firstEdge = new Uint32Array(count + 1);
  for (const edge of edges) firstEdge[edge.source + 1] += 1;
  for (let node = 0; node < count; node++) firstEdge[node + 1] += firstEdge[node];
  const next = firstEdge.slice();
  const edgeTarget = new Uint32Array(edges.length);
  const edgeKind = new Uint8Array(edges.length);
  const label = new Uint32Array(edges.length);
  const counted = new Uint32Array(count);
  for (const edge of edges) {
    const at = next[edge.source]++;
    edgeTarget[at] = edge.target;
    edgeKind[at] = edge.kind;
    label[at] =
      edge.label === null
        ? NO_STRING
        : typeof edge.label === 'number'
          ? edge.label
          : intern(edge.label);
    if ((edge.kind & ~EDGE_KIND_MASK & (EdgeMark.borrowed | EdgeMark.weak)) === 0) {
      counted[edge.target] += 1;
    }
  }
  for (const root of roots) counted[root.node] += 1;
  const addressWords = new Uint32Array(2 * count);
  facts.forEach((_, node) => {
    addressWords[2 * node] = 0x1000 + 16 * node;
  });
  const typeNameIndices = facts.map((fact) => typeOf(fact.type));
  return {
    nodeCount: count,
    edgeCount: edges.length,
    addressWords,
    type: Uint32Array.from(typeNameIndices),
    shallowSize: Float64Array.from(facts, (fact) => fact.size),
    flags: Uint16Array.from(facts, (fact) => fact.flags),
    refcount: Uint32Array.from(facts, (fact, node) => fact.refs ?? counted[node] ?? 0),
    length: null,
    preview: null,
    firstEdge,
    edgeTarget,
    edgeKind,
    edgeLabels: { form: 'perEdge', label },
    roots: {
      node: Uint32Array.from(roots, (root) => root.node),
      kind: Uint8Array.from(roots, (root) => root.kind),
      label: new Uint32Array(roots.length).fill(NO_STRING),
    },
    details: { node: new Uint32Array(0), value: new Uint32Array(0) },
    allocationSite: { node: new Uint32Array(0), value: new Uint32Array(0) },
    typeNames: Uint32Array.from(typeNames, (name) => intern(name)),
    strings: StringTable.fromStrings(texts),
    danglingReferences: 0,
    process: {},
  };
}
