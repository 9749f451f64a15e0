import {
  moduleOrigins,
  originOfModule,
  originOfPath,
  TypeOrigin,
  type TypeOriginByte,
  typeOrigins,
} from '../../analysis/source/type-origin.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { Folding } from '../folding/fold.ts';
import type { Neighbours } from '../folding/neighbours.ts';
import type { Transform } from '../model/scene.ts';
import { roleOfNode } from '../text/describe-node.ts';

/** What is drawn together in one box, whichever way it is reached. */
export interface Gathering {
  /** Names the box: equal for all of its members, from scene to scene. */
  readonly key: string;
  readonly kind: 'merge' | 'chain' | 'module';
  /** What the box is called; '' where its members' type says it. */
  readonly name: string;
  /** All of them where they are known at once; else those that are found. */
  readonly members: readonly NodeIndex[] | null;
}

/** What the transforms of a drawing make of single objects. */
export interface Transformed {
  /** Left out, with what is only reached through it. */
  readonly isDropped: (node: NodeIndex) => boolean;
  /** Not drawn: the references to it lead on to what it refers to. */
  readonly isPassed: (node: NodeIndex) => boolean;
  readonly gatheringOf: (node: NodeIndex) => Gathering | null;
}

const UNTOUCHED: Transformed = {
  isDropped: () => false,
  isPassed: () => false,
  gatheringOf: () => null,
};

/** References looked at in one drawing to find what hangs together in chains. */
const MAX_CHAINED = 1_000_000;

/**
 * Of the transforms that say something of an object, the last one decides.
 *
 * `kept` are objects that stay where they are: what was asked for, and what holds it from outside.
 */
export function createTransformed(
  graph: HeapGraph,
  referrers: Referrers,
  folding: Folding,
  neighbours: Neighbours,
  transforms: readonly Transform[],
  kept: ReadonlySet<NodeIndex>,
): Transformed {
  if (transforms.length === 0) return UNTOUCHED;
  const byType = new Map<number, readonly Transform[]>();
  const deciding = new Map<NodeIndex, Transform | null>();
  const chains = createChains(graph, referrers, folding, neighbours);
  const isOthers = (node: NodeIndex): boolean => othersOf(graph).isOthers(node);

  const ofType = (type: number): readonly Transform[] => {
    const known = byType.get(type);
    if (known !== undefined) return known;
    const name = graph.strings.get(graph.typeNames[type]);
    const found = transforms.filter((one) => !('type' in one) || one.type === name).reverse();
    byType.set(type, found);
    return found;
  };
  const decides = (transform: Transform, node: NodeIndex): boolean => {
    switch (transform.kind) {
      case 'merge':
        return true;
      case 'chain':
        return chains(node) !== null;
      case 'drop':
      case 'fold':
        return !kept.has(node);
      case 'own':
        return !kept.has(node) && isOthers(node);
      case 'modules':
        return !kept.has(node) && othersOf(graph).moduleOf(node) !== '';
    }
  };
  const decisionOf = (node: NodeIndex): Transform | null => {
    const known = deciding.get(node);
    if (known !== undefined) return known;
    const found = ofType(graph.type[node]).find((one) => decides(one, node)) ?? null;
    deciding.set(node, found);
    return found;
  };

  return {
    isDropped: (node) => decisionOf(node)?.kind === 'drop',
    isPassed: (node) => {
      const kind = decisionOf(node)?.kind;
      return kind === 'fold' || kind === 'own';
    },
    gatheringOf: (node) => {
      const decision = decisionOf(node);
      switch (decision?.kind) {
        case 'merge':
          return { key: `merge ${graph.type[node]}`, kind: 'merge', name: '', members: null };
        case 'chain': {
          const chain = chains(node);
          const key = `chain ${chain?.first ?? node}`;
          return { key, kind: 'chain', name: '', members: chain?.members ?? [node] };
        }
        case 'modules': {
          const name = othersOf(graph).moduleOf(node);
          return { key: `module ${name}`, kind: 'module', name, members: null };
        }
        default:
          return null;
      }
    },
  };
}

interface Chain {
  /** Its ends come first. */
  readonly members: readonly NodeIndex[];
  /** The first in the dump: names the chain, whichever of it is asked about. */
  readonly first: NodeIndex;
}

/**
 * What hangs together with an object by references between objects of its type, in either
 * direction: a linked list, a tree. The object alone is no chain. Its ends come first, since what is
 * beyond them is what a drawing is to show. O(references of the chain), bounded in all.
 */
function createChains(
  graph: HeapGraph,
  { firstReferrer, referrer }: Referrers,
  folding: Folding,
  neighbours: Neighbours,
): (node: NodeIndex) => Chain | null {
  const found = new Map<NodeIndex, Chain | null>();
  let budget = MAX_CHAINED;
  const referents = (node: NodeIndex): Set<NodeIndex> => {
    const alike = new Set<NodeIndex>();
    neighbours.scan(node, 'referents', budget, (target) => {
      budget--;
      if (graph.type[target] === graph.type[node] && target !== node) alike.add(target);
      return budget > 0;
    });
    return alike;
  };
  const refersTo = (source: NodeIndex, node: NodeIndex): boolean => referents(source).has(node);
  const grow = (start: NodeIndex): readonly NodeIndex[] => {
    const reached = new Set([start]);
    const ends: NodeIndex[] = [];
    for (const node of reached) {
      if (budget <= 0) break;
      const before = reached.size;
      for (const target of referents(node)) reached.add(target);
      // From who refers to it only those of its type are asked back: a list of a million has them all.
      for (let at = firstReferrer[node]; at < firstReferrer[node + 1] && budget > 0; at++) {
        budget--;
        const source = folding.chainTo(referrer[at])?.owner ?? referrer[at];
        if (graph.type[source] !== graph.type[node] || reached.has(source)) continue;
        if (refersTo(source, node)) reached.add(source);
      }
      if (reached.size === before) ends.push(node);
    }
    return [...new Set([start, ...ends, ...reached])];
  };
  return (node) => {
    const known = found.get(node);
    if (known !== undefined) return known;
    const members = grow(node);
    const first = members.reduce((least, member) => Math.min(least, member));
    const chain = members.length > 1 ? { members, first } : null;
    for (const member of members) found.set(member, chain);
    return chain;
  };
}

/** Whose code objects belong to, as far as the dump tells. */
interface Others {
  readonly isOthers: (node: NodeIndex) => boolean;
  /** The module of the program, or the package of others; '' for what is built in. */
  readonly moduleOf: (node: NodeIndex) => string;
}

/** Asked of every object of every drawing, and found from the whole dump. */
const cachedOthers = new WeakMap<HeapGraph, Others>();

function othersOf(graph: HeapGraph): Others {
  const known = cachedOthers.get(graph);
  if (known !== undefined) return known;
  const ofType = typeOrigins(graph);
  const ofModule = moduleOrigins(graph);
  const previewOf = (node: NodeIndex): string => {
    const text = graph.preview?.[node] ?? NO_STRING;
    return text === NO_STRING ? '' : graph.strings.get(text);
  };
  const isLibrary = (origin: TypeOriginByte): boolean =>
    origin === TypeOrigin.library || origin === TypeOrigin.native;
  const others: Others = {
    isOthers: (node) => {
      switch (roleOfNode(graph, node)) {
        // A value is told by whoever has it.
        case 'value':
          return false;
        case 'module':
          return isLibrary(ofModule.get(previewOf(node)) ?? TypeOrigin.unknown);
        case 'type':
          return isLibrary(originOfModule(`${previewOf(node)}.`, ofModule));
        case 'frame':
        case 'function': {
          const [, path = ''] = /^(.+\.py[co]?):\d+/.exec(previewOf(node)) ?? [];
          return path === '' || isLibrary(originOfPath(path));
        }
        default:
          return isLibrary(ofType[graph.type[node]] ?? TypeOrigin.unknown);
      }
    },
    moduleOf: (node) => {
      const isModule = (graph.flags[node] & NodeFlag.isModule) !== 0;
      const type = graph.strings.get(graph.typeNames[graph.type[node]]);
      const dot = type.lastIndexOf('.');
      const module = isModule ? previewOf(node) : dot > 0 ? type.slice(0, dot) : '';
      if (module === '' || module === 'builtins' || module === '__builtin__') return '';
      const origin = ofModule.get(module) ?? ofType[graph.type[node]] ?? TypeOrigin.unknown;
      return isLibrary(origin) ? (module.split('.')[0] ?? module) : module;
    },
  };
  cachedOthers.set(graph, others);
  return others;
}
