import type { BreakProposal } from '../../analysis/breaks/break-proposal.ts';
import type { AccumulatedGroup } from '../../analysis/dominators/accumulation.ts';
import type { RootPath } from '../../analysis/paths/paths.ts';
import type { SourceFunction } from '../../analysis/source/source-index.ts';
import { isMethodOf } from '../../analysis/source/source-index.ts';
import { TypeOrigin } from '../../analysis/source/type-origin.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import { raisingFrameOf } from '../../heap/edges.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { sparseString } from '../../heap/object-details.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { SourcePlace } from '../../protocol/source-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { shortTypeName, typeNameOf } from './names.ts';

const MAX_FILE = 300;
const MAX_NAME = 120;
/** Functions named for one attribute or class. */
const SHOWN = 3;

/** A name in the source, and whose it is. */
interface NamedReference {
  readonly name: string;
  /** The class that has the attribute, or the module that has the variable: qualified. */
  readonly owner: string;
}

/** Functions that set or read the attribute a proposal is about, those of its class first. */
export function placesOfProposal(
  derived: DerivedColumns,
  { type, kind, label }: Pick<BreakProposal, 'type' | 'kind' | 'label'>,
  job: Job,
): readonly SourcePlace[] {
  const base = kind & EDGE_KIND_MASK;
  if (base !== EdgeKind.attribute && base !== EdgeKind.slot) return [];
  const { graph } = derived;
  const owner = graph.strings.get(graph.typeNames[type] ?? NO_STRING);
  const found = usesOf(derived, { name: label, owner }, job);
  return found.length > 0 ? found : placesOfClass(derived, owner, job);
}

/** Where a class is written: the first of its methods that is in a file. */
export function placesOfClass(
  derived: DerivedColumns,
  qualified: string,
  job: Job,
): readonly SourcePlace[] {
  const [first] = derived.sources(job).methodsOf(qualified);
  return first === undefined ? [] : [placeOf('class', shortTypeName(qualified), first)];
}

/**
 * Where the source has to do with a pile: the nearest name of the program's own on the way to it,
 * and what makes the objects in it.
 */
export function placesOfPile(
  derived: DerivedColumns,
  path: RootPath | null,
  groups: readonly AccumulatedGroup[],
  job: Job,
): readonly SourcePlace[] {
  const ways = path === null ? [] : waysTo(derived, path, job);
  const [first] = groups;
  if (first === undefined) return ways;
  const { graph } = derived;
  const seen = [...raisedAt(graph, first.example), ...allocatedAt(graph, first.example)].slice(
    0,
    1,
  );
  // What was seen to happen says it better than what could have been.
  const makers = makersOf(derived, graph.typeNames[first.type] ?? NO_STRING, job);
  return [...ways, ...(seen.length > 0 ? seen : makers)];
}

/** Where an exception was raised. */
function raisedAt(graph: HeapGraph, node: NodeIndex): readonly SourcePlace[] {
  const frame = raisingFrameOf(graph, node);
  const subject = shortTypeName(typeNameOf(graph, node));
  return frame === NO_NODE
    ? []
    : frameOf(graph, frame).map((place) => ({ ...place, role: 'raised', subject }));
}

/** Where tracemalloc saw an object allocated. */
function allocatedAt(graph: HeapGraph, node: NodeIndex): readonly SourcePlace[] {
  const site = sparseString(graph.allocationSite, node);
  const place = site === NO_STRING ? null : /^(.*):(\d{1,9})$/s.exec(graph.strings.get(site));
  if (place === null) return [];
  const [, file = '', line = ''] = place;
  const subject = shortTypeName(typeNameOf(graph, node));
  return [shown({ role: 'allocated', subject, name: '', file, line: Number(line) })];
}

function waysTo(derived: DerivedColumns, path: RootPath, job: Job): readonly SourcePlace[] {
  const frame = frameOf(derived.graph, path.nodes[0]);
  for (const reference of namedReferences(derived.graph, path)) {
    const found = usesOf(derived, reference, job);
    if (found.length > 0) return [...found, ...frame];
  }
  return frame;
}

/** Attributes and global variables along a path, the nearest to its end first. */
function namedReferences(graph: HeapGraph, { nodes, edges }: RootPath): NamedReference[] {
  const named: NamedReference[] = [];
  for (let at = edges.length - 1; at >= 0; at--) {
    const [source, edge] = [nodes[at], edges[at]];
    const label = edgeLabelText(graph, source, edge);
    const before = at === 0 ? '' : edgeLabelText(graph, nodes[at - 1], edges[at - 1]);
    switch (graph.edgeKind[edge] & EDGE_KIND_MASK) {
      case EdgeKind.attribute:
      case EdgeKind.slot:
        named.push({ name: label, owner: ownerName(graph, source) });
        break;
      case EdgeKind.global:
      case EdgeKind.value:
        // An entry of a namespace or of an instance's attributes; of any other dict it is a key.
        if (before !== '__dict__') break;
        named.push({
          name: label.replace(/^'(.*)'$/s, '$1'),
          owner: ownerName(graph, nodes[at - 1]),
        });
    }
  }
  return named;
}

/** A class or module by its own name, an instance by that of its class. */
function ownerName(graph: HeapGraph, node: NodeIndex): string {
  const isNamed = (graph.flags[node] & (NodeFlag.isType | NodeFlag.isModule)) !== 0;
  return graph.strings.get(
    isNamed ? (graph.preview?.[node] ?? NO_STRING) : graph.typeNames[graph.type[node]],
  );
}

/** Methods of the owner before functions of its module; others only where they are the program's. */
function usesOf(
  derived: DerivedColumns,
  { name, owner }: NamedReference,
  job: Job,
): readonly SourcePlace[] {
  const nearness = (found: SourceFunction): number => {
    if (isMethodOf(found, owner)) return found.name.endsWith('.__init__') ? 0 : 1;
    if (found.origin !== TypeOrigin.program) return 4;
    return owner === found.module || owner.startsWith(`${found.module}.`) ? 2 : 3;
  };
  const isOfProgram = (found: SourceFunction): boolean => found.origin === TypeOrigin.program;
  const all = derived.sources(job).using(name);
  // An attribute of a library's class is the library's to change; a name alone proves little.
  const isOwn = all.some((found) => isOfProgram(found) && nearness(found) < 3);
  const meant = all.filter((found) => nearness(found) < (isOwn ? 4 : 2));
  return nearest(meant, nearness).map((found) => placeOf('uses', name, found));
}

/** Functions of the program that name a class, but for its own. */
function makersOf(derived: DerivedColumns, typeName: number, job: Job): readonly SourcePlace[] {
  const qualified = derived.graph.strings.get(typeName);
  const name = shortTypeName(qualified);
  const makers = derived
    .sources(job)
    .using(name)
    .filter(
      (found) =>
        found.origin === TypeOrigin.program &&
        found.name !== '<module>' &&
        !isMethodOf(found, qualified),
    );
  return nearest(makers, () => 0).map((found) => placeOf('makes', name, found));
}

function nearest(
  found: readonly SourceFunction[],
  nearness: (found: SourceFunction) => number,
): readonly SourceFunction[] {
  // A module's own code names everything that is defined in it.
  const within = found.filter(({ name }) => name !== '<module>');
  const compare = (a: SourceFunction, b: SourceFunction): number =>
    nearness(a) - nearness(b) || (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1);
  return [...(within.length === 0 ? found : within)].sort(compare).slice(0, SHOWN);
}

/** "load.py:41 in main": where the function stands whose variable starts a path. */
function frameOf(graph: HeapGraph, node: NodeIndex): readonly SourcePlace[] {
  if ((graph.flags[node] & NodeFlag.isFrame) === 0) return [];
  const text = graph.strings.get(graph.preview?.[node] ?? NO_STRING);
  const place = /^(.*):(\d{1,9}) in (.*)$/s.exec(text);
  if (place === null) return [];
  const [, file = '', line = '', name = ''] = place;
  return [shown({ role: 'runs', subject: name, name, file, line: Number(line) })];
}

function placeOf(
  role: SourcePlace['role'],
  subject: string,
  { name, file, line }: SourceFunction,
): SourcePlace {
  return shown({ role, subject, name, file, line });
}

function shown({ role, subject, name, file, line }: SourcePlace): SourcePlace {
  return {
    role,
    subject: clip(showable(subject), MAX_NAME),
    name: clip(showable(name), MAX_NAME),
    file: clip(showable(file), MAX_FILE),
    line,
  };
}
